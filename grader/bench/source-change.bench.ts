import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { grade } from '../src/engine/grade.ts';
import { findLab, loadCatalogue, repositoryRoot } from '../src/lab/index.ts';
import { type BenchmarkRow, median, pairs, seconds, wallMs } from './measure.ts';

const reference = join(repositoryRoot, 'reference-solution/todo-service');

/** From a changed source file to the first check, over a build of the same folder without any cache. */
export async function sourceChange(rounds: number): Promise<BenchmarkRow[]> {
  const lab = findLab(await loadCatalogue(), 'todo/health');
  const folder = await mkdtemp(join(tmpdir(), 'orkestr-bench-'));
  const peer = await mkdtemp(join(tmpdir(), 'orkestr-bench-peer-'));
  try {
    await cp(reference, folder, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    let buildCalls = 0;
    const toFirstCheck = async () => {
      const began = performance.now();
      for await (const event of grade({ lab, source: { kind: 'folder', path: folder }, checks: ['live-shape'] })) {
        if (event.type === 'line' && event.speaker === 'build' && event.kind === 'log') buildCalls++;
        if (event.type === 'check-started') return performance.now() - began;
      }
      throw new Error('the attempt ended before its first check');
    };
    // The peer builds under another path: a build without cache of the same layers would take away the first one's cache.
    await cp(folder, peer, { recursive: true });
    const dockerfile = join(peer, 'Dockerfile');
    await writeFile(dockerfile, (await readFile(dockerfile, 'utf8')).replaceAll('/app', '/peer'));
    await toFirstCheck();
    let change = 0;
    const { a, b, ratios } = await pairs(
      rounds,
      async () => {
        await writeFile(join(folder, 'src/changed.ts'), `export const changed = ${Date.now()}${change++};\n`);
        return toFirstCheck();
      },
      () => wallMs(['docker', 'build', '-q', '--no-cache', peer]),
    );
    buildCalls = 0;
    for (let round = 0; round < rounds; round++) await toFirstCheck();
    return [
      {
        name: 'Source-only change to the first check (build, database, migrate, start), over `docker build --no-cache` alone',
        measured: `${median(ratios).toFixed(2)}× (${seconds(median(a))} / ${seconds(median(b))})`,
        target: '≤ 0.3×',
        met: median(ratios) <= 0.3,
        rounds: ratios.map((value) => value.toFixed(2)).join(' '),
      },
      {
        name: `Lines of build output over ${rounds} grades of unchanged source`,
        measured: String(buildCalls),
        target: '0: no build call at all',
        met: buildCalls === 0,
        rounds: '',
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(peer, { recursive: true, force: true });
  }
}
