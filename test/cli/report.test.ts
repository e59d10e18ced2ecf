// `pgo report`: the page of a real run, in a browser without a network. Skipped where no Chromium is installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import t from 'tap';
import { scratchFolder, wasabi } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
t.setTimeout(300_000);

const evil = '<b id=evil>x</b>';
const module = scratch.write(
  'busy.wat',
  `(module (func $leaf (param i32) (result i32) (local i32)
      (loop (local.set 1 (i32.add (i32.mul (local.get 1) (i32.const 31)) (local.get 0)))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))
    (func (export "${evil}") (param i32) (result i32) (local i32)
      (loop (local.set 1 (i32.add (local.get 1) (call $leaf (i32.const 20000))))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)))`,
);
const profile = join(scratch.path, 'busy.wprof');
const page = join(scratch.path, 'busy.html');
const options = ['--quiet', '-C', 'sync=true,cache=n', '--profile-out', profile, '--invoke', evil];
t.equal(wasabi(['pgo', 'run', ...options, module, '4000']).status, 0);

t.test('written in one step, with messages for wrong input', async (t) => {
  t.same(wasabi(['pgo', 'report', '-o', page, profile, module]), {
    status: 0,
    signal: null,
    stdout: `${page}\n`,
    stderr: '',
  });
  t.match(readFileSync(page, 'utf8'), /^<!doctype html>/);
  const refused = wasabi(['pgo', 'report', '-o', scratch.path, profile, module]);
  t.equal(refused.status, 1);
  t.match(refused.stderr, /^Error: cannot write .*: is a directory\n$/);
  t.match(wasabi(['pgo', 'report', module]).stderr, /not a Wasabi profile/);
  t.ok(wasabi(['pgo', 'report', '-o', join(scratch.path, 'bare.html'), profile]).status === 0, 'without the module');
});

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Relative luminance of a colour as the browser computes it. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((text) => {
    const part = Number(text) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

async function styleOf(open: Page, selector: string, property: string): Promise<string> {
  const script = `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`;
  return open.evaluate(script);
}

async function openReport(browser: Browser, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ colorScheme, offline: true, viewport: { width: 1200, height: 800 } });
  const open = await context.newPage();
  const problems: string[] = [];
  open.on('pageerror', (error) => problems.push(error.message));
  open.on('console', (message) => problems.push(message.text()));
  open.on('request', (request) => {
    if (!request.url().startsWith('file:')) problems.push(request.url());
  });
  await open.goto(String(pathToFileURL(page)));
  return { open, problems };
}

t.test('in a browser', { skip: executablePath ? false : 'no Chromium is installed' }, async (t) => {
  const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  t.teardown(() => browser.close());
  const { open, problems } = await openReport(browser, 'light');
  t.equal(await open.locator('#evil').count(), 0, 'names are text');
  t.ok((await open.locator('#functions').textContent())?.includes(evil));
  const frames = open.locator('#flame g.frame');
  t.ok((await frames.count()) >= 3);
  await frames.nth(1).hover();
  t.ok((await open.locator('#details').textContent())?.startsWith(evil));
  await open.locator('#search').fill('leaf');
  t.ok((await open.locator('#flame rect[fill="var(--osr)"]').count()) > 0, 'found frames are marked');
  await open.locator('#search').fill('');
  t.equal(await open.locator('#flame rect[fill="var(--osr)"]').count(), 0);
  await open.locator('#reset').click();
  t.ok((await open.locator('#timeline rect').count()) >= 3, 'tiers over time');
  t.ok((await open.locator('#timeline polygon').count()) >= 1, 'OSR');
  t.equal(await open.locator('#functions tbody tr').count(), 2);
  const overflow = await open.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  t.equal(overflow, 0, 'nothing is wider than the window');
  t.same(problems, []);
});

t.test('legible in both schemes', { skip: executablePath ? false : 'no Chromium is installed' }, async (t) => {
  const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  t.teardown(() => browser.close());
  const grounds: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    const { open } = await openReport(browser, scheme);
    const ground = await styleOf(open, 'body', 'backgroundColor');
    grounds.push(ground);
    t.ok(contrast(await styleOf(open, 'h1', 'color'), ground) > 7, scheme);
    const card = await styleOf(open, '.card', 'backgroundColor');
    t.ok(contrast(await styleOf(open, '.card span', 'color'), card) > 4.5, scheme);
    const label = await styleOf(open, '.d3-flame-graph-label', 'color');
    for (const tier of ['baseline', 'optimized', 'host']) {
      t.ok(contrast(label, await styleOf(open, `i.${tier}`, 'backgroundColor')) > 4.5, `${scheme} ${tier}`);
    }
  }
  t.not(grounds[0], grounds[1]);
});
