import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedHealthAttempt } from './recorded-attempt.ts';
import { type Fixtures, type Story, serveFixtures, tell } from './serve.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const lesson = '/en/todo/alive-and-ready/';
const pages = {
  'the first page': '/',
  'a track': '/en/todo/',
  'a lesson': lesson,
  'a lesson in Russian': '/ru/todo/up-and-down/',
  'the glossary': '/ru/glossary/',
  'a lab': '/ru/todo/health/lab/',
  'an attempt': '/attempts/healthfailed1',
};
let browser: Browser;
let site: Fixtures;

beforeAll(async () => {
  site = await serveFixtures();
  browser = await chromium.launch({
    executablePath: process.env.ORKESTR_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser?.close();
  site?.server.closeAllConnections();
  site?.server.close();
});

/** Opens a page and collects what it complains of: console, errors, refused by the policy, 4xx. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'en', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium drops requests whenever an interface of the machine comes or goes: with Docker at work that is no fault of a page.
    const networkChanged = message.text().includes('net::ERR_NETWORK_CHANGED');
    if (['error', 'warning'].includes(message.type()) && !networkChanged) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(site.url + path, { waitUntil: 'networkidle' });
  return { page, complaints };
}

const close = (page: Page) => page.context().close();

describe.each(Object.entries(pages))('%s', (_, path) => {
  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)('%s, %d px: no violation, no complaint, nothing sticks out', async (colorScheme, width) => {
    const { page, complaints } = await open(path, { colorScheme, viewport: { width, height: 850 }, bypassCSP: true });
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
      );
    });
    expect(violations).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await close(page);
  });
});

describe('under the strict policy', () => {
  it.each(Object.values(pages))('%s runs without a refusal', async (path) => {
    const { page, complaints } = await open(path);
    expect(complaints).toEqual([]);
    expect(
      await page.evaluate(
        () => document.querySelectorAll('[style], style, script:not([src]):not([type="application/json"])').length,
      ),
    ).toBe(0);
    await close(page);
  });
});

describe('weight', () => {
  it.each([lesson, '/ru/todo/tasks-api/', '/ru/todo/up-and-down/'])(
    '%s: at most 100 KB, at most 10 KB of script',
    async (path) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const client = await context.newCDPSession(page);
      await client.send('Network.enable');
      const kinds = new Map<string, string>();
      let all = 0;
      let script = 0;
      client.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
      client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        all += encodedDataLength;
        if (kinds.get(requestId) === 'Script') script += encodedDataLength;
      });
      await page.goto(site.url + path, { waitUntil: 'networkidle' });
      expect(all, `${path} transferred ${all} bytes`).toBeLessThanOrEqual(100_000);
      expect(script, `${path} transferred ${script} bytes of script`).toBeLessThanOrEqual(10_000);
      await context.close();
    },
  );
});

describe('search', () => {
  it.each([
    ['en', '/en/todo/', 'readiness', /^\/en\//],
    ['ru', '/ru/todo/', 'миграция', /^\/ru\//],
    ['ru', '/ru/todo/', 'пробы', /^\/ru\//],
  ])('finds in %s from %s: %s', async (_, path, words, where) => {
    const { page, complaints } = await open(path);
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill(words);
    const first = page.locator('.search-results a').first();
    await first.waitFor();
    expect(await first.getAttribute('href')).toMatch(where);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => where.test(url.pathname) && url.pathname !== path);
    expect(complaints).toEqual([]);
    await close(page);
  });

  it('says so when nothing is found, and closes with Escape', async () => {
    const { page } = await open('/en/todo/');
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('ъъъъ');
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await close(page);
  });
});

describe('language and colours', () => {
  it('the switch keeps the page, and the attempt follows the language last read', async () => {
    const { page } = await open('/en/todo/health/lab/');
    await page.locator('.tools a[hreflang]').click();
    await page.waitForURL('**/ru/todo/health/lab/');
    await page.goto(`${site.url}/attempts/healthfailed1`);
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await page.locator('.tools a[hreflang]').click();
    await page.waitForURL('**/attempts/healthfailed1?lang=en');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.goto(`${site.url}/`);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await close(page);
  });

  it('the choice of colours holds before the first paint of the next page', async () => {
    const { page } = await open(lesson, { colorScheme: 'light' });
    const button = page.locator('scheme-button button');
    await button.click();
    await button.click();
    expect(await button.getAttribute('aria-label')).toContain('dark');
    await page.goto(`${site.url}/ru/todo/`);
    expect(await page.locator('html').getAttribute('data-scheme')).toBe('dark');
    await close(page);
  });
});

describe('a recorded attempt', () => {
  it('opens at the check that failed; rows are chosen by click and arrow keys', async () => {
    const { page } = await open('/attempts/healthfailed1');
    await page.locator('.panel[data-open] h3', { hasText: 'Readiness follows the database' }).waitFor();
    await page.locator('[data-row]').first().click();
    expect(await page.locator('.panel[data-open]').count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.locator('.panel[data-open] h3', { hasText: 'Readiness needs its schema' }).waitFor();
    expect(page.url()).toContain('#check-');
    await page.reload();
    await page.locator('.panel[data-open]').waitFor();
    await close(page);
  });

  it('is readable without JavaScript, with every check open', async () => {
    const { page } = await open('/attempts/healthfailed1', { javaScriptEnabled: false });
    await page.getByText('6 of 7 checks passed').waitFor();
    expect(await page.locator('.panel:visible').count()).toBe(7);
    expect(await page.getByText('docker pause orkestr-postgres').isVisible()).toBe(true);
    expect(await page.locator('.line:visible').count()).toBeGreaterThan(50);
    await close(page);
  });

  it('says so when there is none', async () => {
    const { page } = await open('/attempts/nosuchone1');
    await page.getByText('There is no such attempt').waitFor();
    await close(page);
  });
});

describe('a live attempt', () => {
  function begin(id: string): { story: Story; rest: Story['events'] } {
    const { record, events } = failedHealthAttempt(id);
    const waiting = {
      ...record,
      status: 'queued' as const,
      position: 2,
      attempt: null,
      verdict: null,
      startedAt: null,
      endedAt: null,
    };
    const story: Story = { record: waiting, events: [], streams: new Set() };
    site.stories.set(id, story);
    return { story, rest: events };
  }

  it('goes from the queue to the verdict without a reload', async () => {
    const { story, rest } = begin('livehealth1');
    const { page, complaints } = await open('/attempts/livehealth1');
    await page.getByText('Position in the queue: 2.').waitFor();
    expect(await page.getByRole('button', { name: 'Grade again' }).count()).toBe(0);
    const pausing = rest.findIndex(({ event }) => event.type === 'fault');
    for (const event of rest.slice(0, pausing + 40)) tell(story, event);
    const panel = page.locator('.panel[data-open]');
    await panel.getByText('Pausing postgres').first().waitFor();
    await panel.locator('progress').waitFor();
    await panel.getByText('at most 30.0').waitFor();
    for (const event of rest.slice(pausing + 40)) tell(story, event);
    await page.locator('.attempt-verdict', { hasText: 'failed' }).waitFor();
    await page.getByText('6 of 7 checks passed').waitFor();
    await page.locator('.panel[data-open] h3', { hasText: 'Readiness follows the database' }).waitFor();
    await page.getByRole('button', { name: 'Grade again' }).waitFor();
    expect(complaints).toEqual([]);
    await close(page);
  });

  it('leaves alone what is being read: the chosen check, the selected words, the place', async () => {
    const { story, rest } = begin('livehealth2');
    const { page } = await open('/attempts/livehealth2');
    const second = rest.findIndex(
      ({ event }) => event.type === 'check-started' && event.check.endsWith('ready-follows-db'),
    );
    for (const event of rest.slice(0, second + 6)) tell(story, event);
    await page.locator('[data-row$="live-shape"]').click();
    const line = page.locator('.panel[data-open] .line').first();
    await line.waitFor();
    await line.evaluate((node) => getSelection()?.selectAllChildren(node));
    const before = await page.evaluate(() => ({ text: String(getSelection()), top: scrollY }));
    for (const event of rest.slice(second + 6)) tell(story, event);
    await page.locator('.attempt-verdict', { hasText: 'failed' }).waitFor();
    expect(await page.evaluate(() => ({ text: String(getSelection()), top: scrollY }))).toEqual(before);
    expect(await page.locator('[data-row][aria-current]').getAttribute('data-row')).toContain('live-shape');
    await close(page);
  });

  it('goes on where the server-rendered page ended', async () => {
    const { story, rest } = begin('livehealth3');
    story.record = { ...story.record, status: 'running', position: null };
    const half = rest.findIndex(({ event }) => event.type === 'fault') + 20;
    story.events.push(...rest.slice(0, half));
    const { page } = await open('/attempts/livehealth3');
    const lines = page.locator('[data-lines$="ready-follows-db"] .line');
    const rendered = await lines.count();
    expect(rendered).toBeGreaterThan(5);
    for (const event of rest.slice(half)) tell(story, event);
    await page.locator('.attempt-verdict', { hasText: 'failed' }).waitFor();
    const said = rest.filter(
      ({ event }) => event.type === 'line' && (event.check?.endsWith('ready-follows-db') ?? false),
    ).length;
    expect(await lines.count()).toBeGreaterThanOrEqual(said);
    const recorded = await open('/attempts/healthfailed1');
    expect(await lines.count()).toBe(await recorded.page.locator('[data-lines$="ready-follows-db"] .line').count());
    await close(recorded.page);
    await close(page);
  });
});

describe('a lab', () => {
  it('grades a mutant: says what must fail, sends it, goes to the attempt', async () => {
    const { page } = await open('/en/todo/health/lab/');
    const select = page.locator('select[data-source]');
    const mutant = await select.locator('optgroup option').first().getAttribute('value');
    await select.selectOption(mutant);
    await page.locator('.grade-fails').waitFor();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Grade it' }).click();
    expect((await sent).postDataJSON()).toEqual({ lab: 'todo/health', source: { kind: 'mutant', name: mutant } });
    await page.waitForURL('**/attempts/healthfailed1');
    await close(page);
  });

  it('says why when this machine cannot grade', async () => {
    const platform = structuredClone(site.platform);
    site.platform.docker = {
      available: false,
      version: null,
      problem: { en: 'No Docker answers.', ru: 'Docker не отвечает.' },
    };
    const { page } = await open('/ru/todo/health/lab/');
    await page.getByText('Docker не отвечает.').waitFor();
    expect(await page.getByRole('button', { name: 'Проверить' }).isDisabled()).toBe(true);
    Object.assign(site.platform, platform);
    await close(page);
  });
});
