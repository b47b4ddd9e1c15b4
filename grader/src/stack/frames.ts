const headerBytes = 8;

/** Puts the frames of Docker's multiplexed stream together again: a byte for the stream, three unused, four for the length. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);

  /** Takes what came and calls `onFrame` for each frame that is whole by now. */
  push(chunk: Buffer, onFrame: (stream: 'out' | 'err', bytes: Buffer) => void): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= headerBytes) {
      const end = headerBytes + this.#pending.readUInt32BE(4);
      if (this.#pending.length < end) break;
      const stream = this.#pending[0] === 2 ? 'err' : 'out';
      const bytes = this.#pending.subarray(headerBytes, end);
      this.#pending = this.#pending.subarray(end);
      onFrame(stream, bytes);
    }
  }
}
