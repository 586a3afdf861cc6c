// site.mjs: a running Ballast with the demo, and a browser in front of it. run starts the server and names it in BASE.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';

export const BASE = process.env.BASE.replace(/\/$/, '');
export const WIDTHS = [1280, 390];
export const LANGS = ['zh', 'en'];
export const PASSWORD = /DEMO_PASSWORD "([^"]+)"/.exec(readFileSync(new URL('../../src/web/demo.h', import.meta.url), 'utf8'))[1];
const AXE = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const KB = 1024;

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

// A fresh visitor. Violations of the content security policy and script errors gather in visitor.complaints.
export async function visitor(browser, { lang = 'zh', width = 1280, script = true, cookies = [] } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', reducedMotion: 'reduce' });
  await context.addCookies([{ name: 'lang', value: lang, url: BASE }, ...cookies]);
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (4\d\d|5\d\d)/.test(m.text())) page.complaints.push(m.text()); });
  page.on('pageerror', (e) => page.complaints.push(String(e)));
  return page;
}

export async function login(page, name, password = PASSWORD) {
  await page.goto(`${BASE}/login`);
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', password);
  await go(page, 'main form button[type=submit]');
  if (page.url().includes('/login')) throw new Error(`${name} could not log in: ${await page.textContent('main')}`);
}

export async function session(browser, name) {
  const page = await visitor(browser);
  if (name) await login(page, name);
  const cookies = (await page.context().cookies()).filter((c) => c.name === 'session').map((c) => ({ name: c.name, value: c.value, url: BASE }));
  await page.context().close();
  return cookies;
}

// The two ways every journey is walked: each language, each width, once with and once without scripts.
export const VARIANTS = [{ lang: 'zh', width: 1280, script: true }, { lang: 'en', width: 390, script: false }];

export async function open(page, path) {
  const answer = await page.goto(BASE + path);
  assert.ok(answer.status() < 400, `${path}: ${answer.status()}`);
}

// A click, and all of the page it leads to: asked for in the other order, the page that is left counts as loaded, and the new one
// is looked at while it still comes in.
export async function go(page, target) {
  await (typeof target === 'string' ? page.click(target) : target.click());
  await page.waitForLoadState();
}

export const follow = (page, selector) => go(page, page.locator(selector).first());

// A firm's code of the unassigned area with both its check characters (GB 11714, GB 32100). name: 8 of 0-9 A-Z without I O S V Z.
export function uscc(name) {
  const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY', mod = (v, weight, n) => [...v].reduce((s, c, i) => s + n(c) * weight[i], 0);
  const inner = 11 - mod(name, [3, 7, 9, 10, 5, 8, 4, 2], (c) => parseInt(c, 36)) % 11;
  const code = `91210299${name}${inner === 10 ? 'X' : inner === 11 ? '0' : inner}`;
  return code + signs[(31 - mod(code, [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28], (c) => signs.indexOf(c)) % 31) % 31];
}

// Presses what must not bring the form back.
export async function press(page, selector) {
  await go(page, selector);
  assert.equal(await page.locator('#summary').count(), 0, `the form came back: ${await page.locator('#summary').allTextContents()}`);
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name="${name}"]`).first();
    if (await field.evaluate((e) => e.tagName) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}

// A carrier's own monthly returns, newest first. Before the due day two of them are open, and in December and January the year's stands among them.
export async function monthly(page) {
  return page.locator('main tbody tr').filter({ hasText: /月报|Monthly return/ }).evaluateAll((rows) => rows.map((r) => ({ href: r.querySelector('th a').getAttribute('href'), says: r.innerText })));
}

// Pages that only a journey reaches are looked at on the way.
export async function looks(page, v) {
  assert.deepEqual(await layoutFaults(page), []);
  if (v.script) assert.deepEqual(await axeFaults(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/journey-${looks.n = (looks.n || 0) + 1}-${v.lang}-${v.width}.png`, fullPage: true });
}

// The page as bytes, asked for as a browser would, without one.
export async function raw(path, cookies = [], lang = 'zh') {
  const cookie = [`lang=${lang}`, ...cookies.map((c) => `${c.name}=${c.value}`)].join('; ');
  const answer = await fetch(BASE + path, { headers: { cookie, 'accept-encoding': 'identity' }, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    'void-style': 'off', 'long-title': 'off', 'no-trailing-whitespace': 'off', 'require-sri': 'off', 'attribute-boolean-style': 'off',
    'no-inline-style': 'error', 'doctype-style': 'off', 'no-raw-characters': 'off', 'attribute-empty-style': 'off', 'tel-non-breaking': 'off',
    'prefer-native-element': 'off', 'no-redundant-role': 'off', 'valid-id': ['error', { relaxed: true }],
  },
});

export async function htmlFaults(text) {
  const report = await validator.validateString(text);
  return report.results.flatMap((r) => r.messages.filter((m) => m.severity === 2).map((m) => `html ${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

export async function axeFaults(page) {
  await page.evaluate(AXE).catch(() => page.addScriptTag({ content: AXE }));
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return found.violations.map((v) => `axe ${v.id}: ${v.help} (${v.nodes.slice(0, 2).map((n) => n.target.join(' ')).join('; ')})`);
}

// What sticks out sideways, and whether the text speaks one language only.
export async function layoutFaults(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return [];
    const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    const first = out[0];
    return [`layout: ${wide} px too wide: ${first ? `${first.tagName}.${first.className}` : '?'}`];
  });
}

// Tables that must be pushed sideways to be read.
export async function sideways(page) {
  return page.locator('main :is(.table-wrap, .scroll):visible').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1)
    .map((e) => `sideways: ${e.scrollWidth - e.clientWidth} px of ${e.querySelector('caption')?.textContent || e.closest('section')?.querySelector('h2')?.textContent || e.className}`));
}

export async function weight(path, cookies, lang) {
  let total = 0;
  const cookie = [`lang=${lang}`, ...cookies.map((c) => `${c.name}=${c.value}`)].join('; ');
  const measure = async (p) => {
    const { default: http } = await import('node:http');
    return new Promise((resolve, reject) => {
      http.get(BASE + p, { headers: { cookie, 'accept-encoding': 'gzip' } }, (res) => {
        const parts = [];
        res.on('data', (d) => { total += d.length; parts.push(d); });
        res.on('end', () => { const body = Buffer.concat(parts); resolve(res.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString()); });
      }).on('error', reject);
    });
  };
  const html = await measure(path);
  const files = new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((m) => m[1].replaceAll('&amp;', '&')));   // each is fetched once
  for (const file of files) if (!file.startsWith('/static/favicon')) await measure(file);
  return total > 60 * KB ? [`weight: ${Math.round(total / KB)} KB on the wire`] : [];
}
