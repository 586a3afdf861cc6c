// barometer.test.mjs: journey J10, a citizen with a phone: what the sentence says, how it is counted, what is missing, a district, a
// carrier, the CSV, an error reported and answered; and a period published by two. Both languages, wide and narrow.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { VARIANTS, fill, follow, launch, looks, open, press, raw, session, visitor } from './site.mjs';

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
