import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poll, repositoryRoot } from '../grader/src/lab/index.ts';

/** The two journeys of a visitor, on the real server with real gradings. */
const patienceMs = 170_000;
let server: ChildProcess;
let data: string;
let address: string;
let browser: Browser;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

async function startServer(port: number): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(repositoryRoot, 'grader/bin/orkestr.mjs'), 'serve', '--port', String(port), '--data', data],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  const { met } = await poll(answers, { until: Boolean, deadlineMs: 60_000, everyMs: 100 });
  expect(met, 'the server became ready').toBe(true);
  return child;
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'orkestr-journeys-'));
  const port = await freePort();
  address = `http://localhost:${port}`;
  server = await startServer(port);
  browser = await chromium.launch({
    executablePath: process.env.ORKESTR_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.kill('SIGTERM');
  if (server && server.exitCode === null) await once(server, 'exit');
  await rm(data, { recursive: true, force: true });
});

async function visit(path: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(address + path, { waitUntil: 'networkidle' });
  return { page, complaints };
}

/** Presses the button of the lab's page and waits for the attempt's own. */
async function gradeFrom(page: Page): Promise<void> {
  await page.click('.grade-panel button[type=submit]');
  await page.waitForURL(/\/attempts\/\w+/);
}

/** What is there to be read: unlike the text content, nothing that is folded or hidden. */
async function text(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: the rendered text is what this is about
  return page.locator('main').innerText();
}

describe('journeys', () => {
  it('read a lesson, open its lab, grade the reference, see it pass, and find it again', {
    timeout: patienceMs,
  }, async () => {
    const { page, complaints } = await visit('/');
    await page.click('a:has-text("Read the first lesson")');
    await page.goto(`${address}/en/todo/honest-metrics/`);
    await page.click('a:has-text("Open the lab")');
    await page.waitForURL(/\/en\/todo\/metrics\/lab/);
    await gradeFrom(page);
    await page.locator('main').getByText('running').first().waitFor();
    await page
      .locator('main')
      .getByText('8 of 8 checks passed')
      .first()
      .waitFor({ timeout: patienceMs - 30_000 });
    const live = await text(page);
    expect(live).toContain('passed');
    await page.reload({ waitUntil: 'networkidle' });
    expect(await text(page)).toContain('8 of 8 checks passed');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('grade a mutant and read why it fails, in English and in Russian, also without scripts', {
    timeout: patienceMs,
  }, async () => {
    const { page, complaints } = await visit('/en/todo/metrics/lab/');
    await page.selectOption('select[data-source]:visible', 'raw-path');
    await gradeFrom(page);
    await page
      .locator('main')
      .getByText('6 of 8 checks passed')
      .first()
      .waitFor({ timeout: patienceMs - 30_000 });
    await page.reload({ waitUntil: 'networkidle' });
    const failure = await text(page);
    for (const word of ['failed', 'expected', 'received', 'hint', 'see it']) expect(failure).toContain(word);
    expect(failure).toContain('curl ');
    expect(complaints).toEqual([]);
    const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'ru' });
    const recorded = await plain.newPage();
    await recorded.goto(`${page.url()}?lang=ru`);
    const russian = await text(recorded);
    expect(russian).toContain('не пройдено');
    expect(russian).toContain('подсказка');
    await plain.close();
    await page.context().close();
  });

  it('a server killed in the middle forgets no attempt', { timeout: patienceMs }, async () => {
    const asked = await fetch(`${address}/api/attempts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address },
      body: JSON.stringify({ lab: 'todo/metrics', source: { kind: 'reference' } }),
    });
    expect(asked.status).toBe(202);
    const { id } = (await asked.json()) as { id: string };
    server.kill('SIGKILL');
    await once(server, 'exit');
    server = await startServer(Number(new URL(address).port));
    const look = async () =>
      (await fetch(`${address}/api/attempts/${id}`)).json() as Promise<{
        status: string;
        attempt?: { verdict: string };
      }>;
    const { last } = await poll(look, { until: ({ status }) => status === 'ended', deadlineMs: 150_000, everyMs: 500 });
    expect(last).toMatchObject({ status: 'ended', attempt: { verdict: 'passed' } });
  });
});
