import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../src/lab/index.ts';
import type { BenchmarkRow } from './measure.ts';
import { sourceChange } from './source-change.bench.ts';
import { startUp } from './start-up.bench.ts';
import { verifyTime } from './verify.bench.ts';
import { warmGrade } from './warm-grade.bench.ts';

/** `npm run bench [-- NAME…]`: runs all benchmarks (or the named ones) and records a full run in docs/benchmarks.md. */
const benchmarks = { startUp, warmGrade, sourceChange, verifyTime };
const rounds = 5;
const chosen = process.argv.slice(2);
for (const name of chosen) {
  if (!(name in benchmarks)) {
    console.error(`There is no benchmark called "${name}". Known: ${Object.keys(benchmarks).join(', ')}.`);
    process.exit(64);
  }
}

const rows: BenchmarkRow[] = [];
for (const [name, run] of Object.entries(benchmarks)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.error(`${name} …`);
  for (const row of await run(rounds)) {
    rows.push(row);
    console.log(`${row.met ? 'met   ' : 'MISSED'}  ${row.measured.padEnd(28)} ${row.target.padEnd(10)} ${row.name}`);
  }
}

if (chosen.length === 0) {
  const docker = execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, Docker ${docker}`;
  const table = rows.map(
    ({ name, measured, target, met, rounds: all }) =>
      `| ${name} | ${measured} | ${target} | ${met ? 'met' : 'missed'} | ${all} |`,
  );
  await writeFile(
    join(repositoryRoot, 'docs/benchmarks.md'),
    `# Benchmarks

Made by \`npm run bench\`: ratios within one run, median of ${rounds} rounds in turn (A B A B …). Machines differ and are noisy: compare
within a run only. Last full run: ${new Date().toISOString().slice(0, 10)}, ${machine}.

| what | measured | target | | rounds |
|---|---|---|---|---|
${table.join('\n')}
`,
  );
}
process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
