// print.test.mjs: what is said on paper and how days are written: no menu, form or button on a sheet, nothing cut off at its edge,
// folds open, a sheet a person; a day in words of the page's language that says what its datetime says, and in short where it is a label.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { LANGS, follow, go, launch, layoutFaults, open, press, session, visitor } from './site.mjs';

const SHEET = 688;                                                     // A4 less its margins, in px of CSS: 182 mm
const ON_SCREEN = ['.skip', 'nav.main', '.tools', '.foot-links', '.crumbs', '.filters', '.actions', '.pages', 'main form > button', '[data-print]'];
const TOLD = { zh: /^\d{4}年\d{1,2}月\d{1,2}日( \d\d:\d\d)?$/, en: /^\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}( \d\d:\d\d)?$/ };
const SHORT = { zh: /^\d{1,2}月\d{1,2}日 \d\d:\d\d–\d\d:\d\d$/, en: /^\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d:\d\d–\d\d:\d\d$/ };
let browser;
const cookies = {};

before(async () => {
  browser = await launch();
  for (const who of ['enterprise', 'base', 'analyst', 'auditor']) cookies[who] = await session(browser, who);
}, { timeout: 120000 });
after(async () => { await browser?.close(); });

const as = (who, lang, more = {}) => visitor(browser, { lang, cookies: cookies[who] || [], ...more });
const sheets = async (page) => ((await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g) || []).length;

// Who prints it, where, and a link to follow from there.
const PRINTED = [['', '/'], ['', '/barometer'], ['', '/listings'], ['', '/listings', '.results a'], ['', '/carriers'], ['', '/incubation/rules'], ['base', '/filings'],
  ['base', '/filings', 'main a[href$="/receipt"]'], ['enterprise', '/cases'], ['analyst', '/indicators/jobs_new/rows'], ['auditor', '/office/events']];

for (const lang of LANGS) test(`a sheet holds what is said and nothing to press (${lang})`, { timeout: 240000 }, async () => {
  for (const [who, path, link] of PRINTED) {
    const page = await as(who, lang, { width: SHEET });
    await open(page, path);
    if (link) await follow(page, link);
    await page.emulateMedia({ media: 'print' });
    const at = `${page.url()} as ${who || 'anybody'}`;
    for (const what of ON_SCREEN) assert.equal(await page.locator(`${what}:visible`).count(), 0, `${at}: ${what} is printed`);
    assert.ok(await page.locator('main :is(h1, h2):visible').count(), `${at}: it has a heading`);
    assert.deepEqual(await layoutFaults(page), [], at);
    const hidden = await page.locator('main details.fold > :not(summary)').evaluateAll((all) => all.filter((e) => !e.closest('.barometer') && !e.checkVisibility({ contentVisibilityAuto: true })).length);
    assert.equal(hidden, 0, `${at}: what is folded stands on paper`);
    const cut = await page.locator(':is(.panel:not(:has(table, .form)), .card, .stat, .results > li, tr):visible').evaluateAll((all) =>
      all.filter((e) => getComputedStyle(e).breakInside !== 'avoid').map((e) => `${e.tagName}.${e.className}`));
    assert.deepEqual([...new Set(cut)], [], `${at}: these may be cut between two sheets`);
    await page.context().close();
  }
});

for (const lang of LANGS) test(`words of a chart on paper do not touch each other, and a name on the map is not broken (${lang})`, { timeout: 60000 }, async () => {
  const page = await as('', lang, { width: SHEET });
  await open(page, '/barometer');
  await page.emulateMedia({ media: 'print' });
  const near = await page.locator('.chart').evaluateAll((all) => all.flatMap((chart) => {
    const words = [...chart.querySelectorAll('text')].filter((t) => t.checkVisibility()).map((t) => [t.textContent, t.getBoundingClientRect()]);
    return words.flatMap(([a, x], i) => words.slice(i + 1).filter(([, y]) =>      // the box of a line of letters has room above and below
      x.left < y.right + 1 && y.left < x.right + 1 && x.top + 3 < y.bottom && y.top + 3 < x.bottom).map(([b]) => `${a} ${b}`));
  }));
  assert.deepEqual(near, []);
  assert.deepEqual(await page.locator('.tiles > span').evaluateAll((all) => all.map((e) => e.scrollWidth - e.clientWidth).filter((n) => n > 0)), []);
  await page.context().close();
});

test('an agenda is a sheet a person', { timeout: 60000 }, async () => {
  const page = await as('enterprise', 'en');
  await open(page, '/fairs');
  const parts = await page.locator('main a[href^="/fairs/parties/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  for (const part of parts) {
    await open(page, part);
    const add = page.locator(`form[action="${part}/people"]`);
    if (!await add.count()) continue;
    for (const name of ['张三', '李四']) {
      await add.evaluate((f) => { if (f.closest('details')) f.closest('details').open = true; });
      await add.locator('input:not([type=hidden])').fill(name);
      await press(page, `form[action="${part}/people"] button`);
    }
    await open(page, `${part}/agenda`);
    const people = await page.locator('.sheet').count();
    assert.ok(people >= 3);
    assert.equal(await sheets(page), people);
    return;
  }
  assert.fail('a fair is open for people');
});

for (const lang of LANGS) test(`days are told in words, and say what their datetime says (${lang})`, { timeout: 120000 }, async () => {
  for (const [who, path] of [['', '/listings'], ['', '/rounds'], ['', '/releases'], ['base', '/filings'], ['auditor', '/office/events'], ['enterprise', '/fairs']]) {
    const page = await as(who, lang);
    await open(page, path);
    const days = await page.locator('main time').evaluateAll((all) => all.map((t) => [t.textContent, t.dateTime]));
    assert.ok(days.length, path);
    for (const [told, at] of days) {
      assert.match(told, TOLD[lang], path);
      const [y, m, d] = at.slice(0, 10).split('-').map(Number), name = new Date(Date.UTC(y, m - 1, d)).toLocaleString('en', { month: 'long', timeZone: 'UTC' });
      assert.ok(told.startsWith(lang === 'zh' ? `${y}年${m}月${d}日` : `${d} ${name} ${y}`), `${told} is not ${at}`);
    }
    await page.context().close();
  }
});

for (const lang of LANGS) test(`a slot's label has its day in short (${lang})`, async () => {
  const page = await as('enterprise', lang);
  await open(page, '/fairs');
  const parts = await page.locator('main a[href^="/fairs/parties/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  for (const part of parts) {
    await open(page, part);
    const hours = page.locator(`main a[href^="${part}/people/"]`).first();
    if (!await hours.count()) continue;
    await go(page, hours);
    const labels = await page.locator('main .tick').allInnerTexts();
    assert.ok(labels.length > 5);
    for (const label of labels) assert.match(label.trim(), SHORT[lang]);
    return;
  }
  assert.fail('a fair lets people say when they are there');
});
