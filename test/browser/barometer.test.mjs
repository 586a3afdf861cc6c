// barometer.test.mjs: journey J10, a citizen with a phone: what the sentence says, how it is counted, what is missing, a district, a
// carrier, the CSV, an error reported and answered; and a period published by two. Both languages, wide and narrow.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { VARIANTS, fill, follow, go, launch, looks, monthly, open, press, raw, session, visitor } from './site.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

for (const v of VARIANTS) {
  test(`a citizen reads the barometer, ${v.lang} ${v.width}`, async () => {
    const page = await visitor(browser, v);
    await open(page, '/');
    await follow(page, 'nav.main a[href="/barometer"]');
    await looks(page, v);
    assert.equal(await page.locator('nav.main li').first().locator('a').getAttribute('href'), '/barometer', 'first in the menu');
    assert.equal(await page.locator('.cards .stat .big').count(), 4);
    for (const said of await page.locator('.cards .chg').allTextContents()) assert.doesNotMatch(said, /^\s*[–-]/, 'a dash before a number reads as a minus');
    assert.ok((await page.locator('.needle-panel .lead').textContent()).trim().length > 8);
    assert.equal(await page.locator('.needle').getAttribute('role'), 'img');
    await page.locator('.needle-panel summary').click();
    assert.ok(await page.locator('.needle-panel details p').first().isVisible());
    assert.ok((await page.locator('#missing + p').textContent()).trim().length > 8, 'what is missing is named');
    await follow(page, '.tilemap tbody a');
    assert.match(page.url(), /area=\d{6}/);
    await looks(page, v);
    await follow(page, '#bases ~ .table-wrap tbody a');
    assert.match(page.url(), /\/carriers\/\d+$/);
    await open(page, '/barometer');
    await follow(page, '.cards .stat h3 a[href*="incubatees"]');
    await looks(page, v);
    const csv = await raw('/data/incubatees.csv', [], v.lang);
    assert.equal(csv.status, 200);
    assert.match(csv.text, /indicator,period,area,group,value,status/);
    await follow(page, 'main a[href^="/barometer/report"]');
    await looks(page, v);
    await fill(page, { body: v.lang === 'zh' ? '中山区的数比公示的少' : 'The district has more than that' });
    await press(page, 'main form button[type=submit]');
    assert.match(page.url(), /\/barometer\/reports\/[2-9A-Z]{5}-[2-9A-Z]{5}$/);
    const receipt = page.url();
    assert.ok(await page.locator('.flash time').count(), 'an answer date is promised');
    await looks(page, v);

    const office = await visitor(browser, { ...v, cookies: await session(browser, 'analyst') });
    await open(office, '/indicators/reports');
    await follow(office, 'main tbody a');
    await fill(office, { verdict: 'wrong', reply: 'checked against the return' });
    await press(office, 'main form button[type=submit]');
    await page.goto(receipt);
    assert.match(await page.textContent('main'), /checked against the return/);
    await office.context().close();
    await page.context().close();
  });

  test(`two people publish a period, ${v.lang} ${v.width}`, async () => {
    const analyst = await visitor(browser, { ...v, cookies: await session(browser, 'analyst') }), leader = await visitor(browser, { ...v, cookies: await session(browser, 'leader') });
    await open(analyst, '/releases');
    await fill(analyst, { period: v.lang === 'zh' ? '2024' : '2024-Q4', kind: 'final' });
    await press(analyst, 'main form button[type=submit]');
    const path = new URL(analyst.url()).pathname;
    assert.equal(await analyst.locator(`form[action="${path}/sign"]`).count(), 0, 'nobody signs what he proposed himself');
    assert.equal((await raw(path)).status, 404);
    await open(leader, path);
    await press(leader, `form[action="${path}/sign"] button`);
    const page = await visitor(browser, v);
    await open(page, path);
    await looks(page, v);
    assert.equal((await raw(`${path}/values.csv`)).status, 200);
    for (const p of [analyst, leader, page]) await p.context().close();
  });
}

// Who comes first finds something published: several periods, and one that was corrected and says why.
for (const v of VARIANTS) {
  test(`what the sample city has published, ${v.lang} ${v.width}`, async () => {
    const page = await visitor(browser, v);
    await open(page, '/releases');
    await looks(page, v);
    const rows = (await raw('/data/releases.csv')).text.trim().split(/\r?\n/).slice(1).map((l) => l.split(','));
    assert.ok(rows.length >= 4, 'a year, a month twice, the last month');
    const last = new Date(Date.now() + 8 * 3600000);
    last.setUTCDate(0);
    assert.ok(rows.some((r) => r[0] === `${last.toISOString().slice(0, 7)}-ytd`), 'the last month that is over');
    const corrected = rows.find((r) => r[1] === '2' && /-ytd$/.test(r[0]));
    assert.ok(corrected, 'one was corrected');
    const links = await page.locator('main tbody a').evaluateAll((a) => a.map((x) => x.getAttribute('href')));
    let told = 0;
    for (const path of new Set(links.filter((x) => /^\/releases\/\d+$/.test(x)))) {
      const text = (await raw(path)).text;
      if (!/迟报/.test(text)) continue;
      told++;
      await open(page, path);
      await looks(page, v);
      assert.ok(await page.locator('section[aria-labelledby=changes] tbody tr').count(), 'what changed is listed');
      assert.doesNotMatch((await page.locator('section[aria-labelledby=changes] td').allTextContents()).join(' '), /\d{15}/, 'carriers by name');
      assert.ok(await page.locator('section[aria-labelledby=values] tbody tr').count() > 30, 'and what is published');
    }
    assert.equal(told, 1);
    await open(page, `/indicators/opportunities?period=${corrected[0]}`);
    await looks(page, v);
    assert.match(await page.textContent('main'), /迟报/, 'the history says why');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test('only the small page may stand in a frame', async () => {
  for (const [path, framed] of [['/barometer', false], ['/barometer/embed', true], ['/indicators', false]]) {
    const answer = await raw(path);
    assert.equal(/frame-ancestors \*/.test(answer.headers.get('content-security-policy')), framed);
    assert.equal(answer.headers.get('x-frame-options'), framed ? null : 'DENY');
  }
});

test('the barometer prints on one sheet of A4', async () => {
  const page = await visitor(browser, {});
  await open(page, '/barometer');
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  assert.equal((pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) || []).length, 1);
  await page.context().close();
});

// What was published stands: the month is corrected, and the next publication says what changed and must say why.
test('a month corrected after it was published', { timeout: 200000 }, async () => {
  const v = VARIANTS[0], as = async (who) => visitor(browser, { ...v, cookies: await session(browser, who) });
  const [manager, clerk, analyst, leader, anybody] = await Promise.all([as('base'), as('clerk'), as('analyst'), as('leader'), visitor(browser, v)]);
  await open(manager, '/filings');
  const { href: filing, says } = (await monthly(manager)).slice(1).find((r) => r.says.includes('已通过')), period = says.replace(/^(\d+)年(\d+)月[^]*/, (_, y, m) => `${y}-${m.padStart(2, '0')}`);
  const publish = async (note) => {
    await open(analyst, '/releases');
    await fill(analyst, { period, kind: 'preliminary', note });
    await press(analyst, 'main form button[type=submit]');
    const path = new URL(analyst.url()).pathname;
    await open(leader, path);
    await press(leader, `form[action="${path}/sign"] button`);
    return path;
  };
  const first = await publish('');
  assert.match(first, /^\/releases\/\d+$/);
  const values = (await raw(`${first}/values.csv`)).text;

  await open(manager, filing);
  await manager.locator('details:has(form[action$="/correct"]) summary').click();
  await fill(manager, { why: '漏报两人' });
  await press(manager, 'form[action$="/correct"] button');
  await open(manager, filing);
  const row = await manager.locator('section[aria-labelledby=firms] tbody a').first().getAttribute('href');
  for (const at of [row, `${filing}/edit`]) {
    await open(manager, at);
    const employees = manager.locator('main [name=employees]').first();
    await employees.fill(String(Number((await employees.inputValue()).replace(/,/g, '')) + 2));
    await press(manager, 'main form.form button[type=submit]');
  }
  for (const box of await manager.locator('textarea').all()) await box.fill('漏报两人，已核对');
  await press(manager, 'form[action$="/submit"] button[type=submit]');
  assert.match(manager.url(), /\/receipt$/);
  await open(clerk, filing);
  await press(clerk, 'form[action$="/accept"] button');

  assert.equal((await raw(`${first}/values.csv`)).text, values, 'what was published stands');
  await open(analyst, '/releases');
  await fill(analyst, { period, kind: 'preliminary' });
  await go(analyst, 'main form button[type=submit]');
  assert.match(await analyst.textContent('main'), /请写明原因/);
  const second = await publish('一家企业漏报两人');
  assert.match(second, /^\/releases\/\d+$/);
  assert.notEqual((await raw(`${second}/values.csv`)).text, values);
  assert.equal((await raw(`${first}/values.csv`)).text, values);
  await open(anybody, second);
  await looks(anybody, v);
  assert.match(await anybody.textContent('main'), /一家企业漏报两人/);
  assert.ok(await anybody.locator('main tbody tr').count(), 'what changed is listed');
  await open(anybody, first);
  await looks(anybody, v);
  for (const p of [manager, clerk, analyst, leader, anybody]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
});
