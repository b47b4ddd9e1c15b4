/**
 * Values of one check, drawn from the attempt's seed: the same seed gives the same values. Not for secrets.
 */
export class Random {
  #state: number;

  /** @param seed any integer; @param stream a name, so that every check has a sequence of its own whatever ran before it */
  constructor(seed: number, stream: string) {
    let hash = seed | 0 || 0x9e3779b9;
    for (let index = 0; index < stream.length; index++) {
      hash = Math.imul(hash ^ stream.charCodeAt(index), 0x01000193);
    }
    this.#state = hash >>> 0;
  }

  /** A number in [0, 1). Mulberry32: 32 bits of state, passes the usual batteries, and needs no dependency. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** One of `items`. @throws RangeError when there are none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick() needs at least one item');
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** The items in another order; `items` itself stays as it is. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  /** `length` lower-case letters and digits, the first of them a letter. */
  word(length = 8): string {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const all = `${letters}0123456789`;
    return Array.from(
      { length },
      (_, index) => (index === 0 ? letters : all)[this.integer(0, index === 0 ? 25 : 35)],
    ).join('');
  }
}
