import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { extract, type Pack } from 'tar-stream';
import { ImageError } from './image-error.ts';
import type { NpmFiles } from './recipes.ts';

const run = promisify(execFile);

/**
 * Fetches a package's archive into `folder` with this machine's npm, which knows the registry, its credentials and its
 * cache. Returns the file's path. Nothing of the package is run.
 *
 * @throws ImageError with what npm said
 */
export async function fetchNpmPackage(image: string, spec: string, folder: string, signal?: AbortSignal) {
  try {
    const args = ['pack', spec, '--pack-destination', folder, '--json', '--loglevel=error', '--ignore-scripts'];
    const { stdout } = await run('npm', args, {
      signal,
      cwd: folder,
      timeout: 300_000,
      shell: process.platform === 'win32',
    });
    // npm 12 answers with an object by package name where older ones answer with a list.
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
    if (!packed) throw new Error(`npm pack named no file: ${stdout}`);
    return join(folder, packed.filename);
  } catch (error) {
    signal?.throwIfAborted();
    const said = (error as { stderr?: string }).stderr || (error as Error).message;
    throw new ImageError(image, `npm could not fetch ${spec}:\n${said.trim()}`, { cause: error });
  }
}

/** Copies the files of a package's archive that `place` wants into a tar that is being written. Links are not copied. */
export async function copyNpmPackage(archive: string, place: NpmFiles['place'], pack: Pack): Promise<void> {
  const entries = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), entries);
  const copying = (async () => {
    for await (const entry of entries) {
      // Everything in a package lies below one folder, whatever its name.
      const target = entry.header.type === 'file' ? place(entry.header.name.replace(/^[^/]+\//, '')) : null;
      if (target === null) {
        entry.resume();
        continue;
      }
      const mode = (entry.header.mode ?? 0) & 0o100 ? 0o755 : 0o644;
      await pipeline(entry, pack.entry({ name: target, mode, size: entry.header.size }));
    }
  })();
  await Promise.all([reading, copying]);
}
