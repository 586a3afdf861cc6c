// pages.test.mjs: every kind of page. A crawl as each role finds an address for every GET route of `ballast routes`; each
// is then looked at in both languages, at both widths, with and without scripts.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { BASE, LANGS, WIDTHS, axeFaults, htmlFaults, launch, layoutFaults, raw, session, sideways, visitor, weight } from './site.mjs';

const ROLES = (process.env.ROLES || 'admin leader planner analyst auditor approver clerk base provider institute enterprise founder graduate').split(' ');
// Behind a secret, an upload or a sealed field: account_test.c, the journeys, parties_test.c.
const NO_PAGE = new Set(['/login/code', '/reset/{name}', '/account/totp/off', '/account/recovery', '/organisations/{id}/unmask', '/people/{id}/unmask', '/listings/import/{id}',
  '/listings/import/{id}/file', '/filings/uploads/{id}', '/listings/{id}/annex', '/listings/{id}/readers', '/cases/{id}/files/{id}', '/inbox/{id}', '/step-up',
  '/fairs/calendar/{name}', '/fairs/sign-in/{name}', '/jobs/claims/{id}/unmask', '/jobs/import/{id}', '/jobs/import/{id}/file', '/jobs/cases/{id}',
  '/barometer/reports/{name}', '/indicators/reports/{id}', '/metrics', '/barometer/embed', '/data/{name}']);        // barometer.test.mjs, indicators: nothing is reported in the sample
const LONG = new Set(['/design']), SCREENS = 8;                        // a style sheet may be long; elsewhere nobody scrolls past eight screens of a phone
const UNLINKED = ['/step-up', '/account/totp/off'];                   // shown when an act asks for them
const routes = execFileSync(process.env.BALLAST, ['routes'], { encoding: 'utf8' }).trim().split('\n').map((l) => l.trim().split(/\s+/))
  .map(([method, path, perm, json]) => ({ method, path, perm, json: json === 'json' }));
const pattern = (path) => new RegExp(`^${path.replaceAll('{id}', '[1-9]\\d*').replaceAll('{name}', '[^/]+')}$`);
const gets = routes.filter((r) => r.method === 'GET').map((r) => ({ ...r, at: pattern(r.path) }));
const kindOf = (path) => gets.filter((r) => r.at.test(path)).sort((x, y) => (x.path.match(/\{/g) || []).length - (y.path.match(/\{/g) || []).length)[0];

const sessions = new Map();
const found = new Map();                                              // route path -> { url, who }
let browser;

// Six addresses of a kind, and two with a query, are enough for each role.
async function crawl(who, most) {
  const cookies = sessions.get(who), queue = ['/'], seen = new Set(queue), perKind = new Map();
  for (let n = 0; queue.length && n < most; n++) {
    const url = queue.shift(), answer = await raw(url, cookies);
    assert.ok(answer.status < 500, `${who} ${url}: ${answer.status}`);
    const led = answer.headers.get('location'), led_from = kindOf(url.split('?')[0]);
    if (answer.status === 303 && led_from) {                          // reached, and leads on
      if (!found.has(led_from.path)) found.set(led_from.path, null);
      if (led?.startsWith('/') && !seen.has(led)) { seen.add(led); queue.push(led); }
    }
    if (answer.status !== 200 || !String(answer.headers.get('content-type')).startsWith('text/html')) continue;
    const kind = kindOf(url.split('?')[0]);
    if (kind && !found.get(kind.path)) found.set(kind.path, { url, who });
    for (const m of answer.text.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      const next = m[1].replaceAll('&amp;', '&').replace(/#.*$/, '');
      if (!next.startsWith('/') || seen.has(next) || /[?&](lang|type)=/.test(next)) continue;
      const k = kindOf(next.split('?')[0]), key = k ? k.path + (next.includes('?') ? '?' : '') : '';
      if (!k || (perKind.get(key) || 0) >= (next.includes('?') ? 2 : 6)) continue;
      perKind.set(key, (perKind.get(key) || 0) + 1);
      seen.add(next);
      queue.push(next);
    }
  }
}

before(async () => {
  browser = await launch();
  for (const who of ['', ...ROLES]) sessions.set(who, await session(browser, who));
  for (const who of ['', ...ROLES]) await crawl(who, 600);
  for (const url of UNLINKED) if (!found.get(url)) found.set(url, { url, who: ROLES.at(-1) });
}, { timeout: 600000 });
after(async () => { await browser?.close(); });

test('every page of the route table is reached by links', () => {
  const missing = gets.filter((r) => !found.has(r.path) && !NO_PAGE.has(r.path) && !/\.(csv|xlsx|json|ics)$|\/files\/|template|download|export/.test(r.path)).map((r) => r.path);
  assert.deepEqual(missing, []);
});

// Both languages at both widths are loaded and measured; axe looks at the wide Chinese page and the narrow English one.
async function look(page, path, url, lang, width) {
  const faults = [];
  await page.setViewportSize({ width, height: 900 });
  await page.context().addCookies([{ name: 'lang', value: lang, url: BASE }]);
  await page.goto(BASE + url);
  faults.push(...await layoutFaults(page), ...page.complaints.splice(0));
  if ((lang === 'zh') === (width === 1280)) faults.push(...await axeFaults(page));
  const high = await page.evaluate(() => document.documentElement.scrollHeight);
  if (width === 390 && !LONG.has(path)) faults.push(...await sideways(page));
  if (width === 390 && high > SCREENS * 844 && !LONG.has(path)) faults.push(`length: ${high} px on a phone`);
  return faults;
}

test('every kind of page passes axe, the HTML checker, the strict policy, and fits its screen', { timeout: 1800000 }, async (t) => {
  const tabs = new Map();
  for (const [path, { url, who }] of [...found].filter(([, at]) => at)) {
    if (!tabs.has(who)) tabs.set(who, await visitor(browser, { cookies: sessions.get(who) }));
    await t.test(`${path} as ${who || 'anybody'}`, async () => {
      const faults = [], page = tabs.get(who);
      for (const lang of LANGS) {
        const answer = await raw(url, sessions.get(who), lang);
        faults.push(...await htmlFaults(answer.text), ...await weight(url, sessions.get(who), lang));
        assert.match(answer.headers.get('content-security-policy'), /^default-src 'none'; script-src 'self'; style-src 'self';/);
        for (const width of WIDTHS) {
          faults.push(...await look(page, path, url, lang, width));
          if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${path.replaceAll(/[^a-z0-9]+/gi, '_')}-${lang}-${width}.png`, fullPage: true });
        }
      }
      assert.deepEqual([...new Set(faults)], []);
    });
  }
});

test('pages say the same without scripts', async () => {
  for (const url of ['/', '/listings', '/login']) {
    const page = await visitor(browser, { script: false });
    await page.goto(BASE + url);
    assert.ok((await page.textContent('main')).trim().length > 20);
    await page.context().close();
  }
});

test('every JSON twin is JSON', async () => {
  for (const r of gets.filter((x) => x.json && found.get(x.path))) {
    const { url, who } = found.get(r.path), answer = await raw(`/api/v1${url}`, sessions.get(who));
    assert.equal(answer.status, 200, `/api/v1${url}`);
    JSON.parse(answer.text);
  }
});

test('the OpenAPI document is one', async () => {
  const { lintFromString, createConfig } = await import('@redocly/openapi-core');
  const answer = await raw('/api/v1/openapi'), config = await createConfig({ extends: ['minimal'] });
  const problems = await lintFromString({ source: answer.text, absoluteRef: 'openapi.json', config });
  assert.deepEqual(problems.filter((p) => p.severity === 'error').map((p) => p.message), []);
  const paths = Object.values(JSON.parse(answer.text).paths);
  assert.equal(paths.filter((p) => p.get).length, gets.filter((r) => r.json).length);
  assert.equal(paths.filter((p) => p.post).length, routes.filter((r) => r.method === 'POST' && r.json).length);
});
