// filings.test.mjs: journey J3: a carrier's manager files the month. The workbook, pre-filled; rows that are wrong, in the page and in the
// same file; reasons; the preview; the receipt with its fingerprint, the sealed scan; accepted first time. And a zero month, a late look
// at the board, two officers closing one month. In both languages, wide and narrow, with and without scripts.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { BASE, VARIANTS, fill, go, launch, looks, monthly, open, press, session, visitor } from './site.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = async (v, who) => visitor(browser, { ...v, cookies: await session(browser, who) });
const words = { zh: { unit: '单位对吗', accepted: '已通过', zero: '零报告', notFiled: '未报', taken: '另一位工作人员', shut: '已锁定' },
  en: { unit: 'unit?', accepted: 'Accepted', zero: 'Zero report', notFiled: 'Not filed', taken: 'Another officer', shut: 'The period is closed' } };
const HEAD = 'uscc,name,standing,employees,fresh,opportunities,revenue,rnd,financing,ip';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

async function bytes(page, url) {
  const answer = await page.context().request.get(BASE + url);
  assert.equal(answer.status(), 200, url);
  return answer.body();
}

async function send(page, filing, name, buffer) {
  await open(page, `${filing}/upload`);
  await page.setInputFiles('main input[type=file]', { name, mimeType: 'application/octet-stream', buffer });
  await press(page, 'main form button[type=submit]');
  assert.match(page.url(), /\/filings\/uploads\/\d+$/);
}

// The firms of a return as its page shows them: by name, the cells behind it.
const firmsOn = (page) => page.locator('section[aria-labelledby=firms] tbody tr').evaluateAll((rows) => rows.map((r) => [...r.children].map((c) => c.textContent.trim())));
const csv = (rows) => Buffer.from(`${HEAD}\n${rows.map((r) => r.join(',')).join('\n')}\n`);
const sum = (rows, at) => rows.reduce((s, r) => s + r[at], 0);

VARIANTS.forEach((v, which) => test(`a manager files the month, ${v.lang}, ${v.width}`, { timeout: 300000 }, async () => {
  const t = words[v.lang], page = await as(v, ['base', 'base.hightech'][which]);
  await open(page, '/filings');
  const toFill = (within) => page.locator(`${within} a[href$="/edit"]`).evaluateAll((all) => all.map((x) => x.getAttribute('href')).sort());
  assert.deepEqual(await toFill('section[aria-labelledby=waiting]'), await toFill('main tbody'), 'what waits for her stands first');
  await looks(page, v);
  const list = await monthly(page), at = list.findIndex((r) => r.says.includes(t.accepted)), [filing, before] = [list[at - 1].href, list[at].href];
  assert.ok(list[at - 1].says.includes(t.notFiled));

  // What was filed the month before, for the numbers to be near it.
  await open(page, before);
  const last = new Map((await firmsOn(page)).map((r) => [r[0], r]));
  await open(page, filing);
  const names = (await firmsOn(page)).map((r) => [r[0], r[1]]);
  assert.ok(names.length > 5, 'the firms stand there already');
  await looks(page, v);

  // The template goes out and comes back as it is: everything that is missing is named, nothing is stored.
  const template = await bytes(page, `${filing}/template.xlsx`);
  assert.equal(template.subarray(0, 2).toString(), 'PK');
  await send(page, filing, 'template.xlsx', template);
  assert.ok(await page.locator('#red').count(), 'what must be filled in is red');

  // Three rows wrong and one in doubt.
  const number = (s) => Number(String(s || '').replace(/[^0-9.]/g, '')) || 0;
  const right = names.map(([name, code]) => {
    const l = last.get(name), employees = l ? number(l[3]) : 5;
    return [code.length === 18 ? code : '', name, 'operating', employees, 0, 1, l ? number(l[6]) : 50, 1, 0, l ? number(l[9]) : 0];
  });
  const wrong = right.map((r) => [...r]);
  wrong[0][6] *= 1000;
  wrong[1][4] = wrong[1][3] + 1;
  wrong[2][2] = 'closed';
  wrong[3][3] = 0;
  await send(page, filing, 'firms.csv', csv(wrong));
  const main = await page.locator('main').innerText();
  assert.ok(main.includes(t.unit) && main.includes(names[0][0]), main.slice(0, 2000));
  assert.ok(await page.locator('#yellow').count());
  await looks(page, v);
  const marked = await bytes(page, `${new URL(page.url()).pathname}/marked.xlsx`);
  assert.equal(marked.subarray(0, 2).toString(), 'PK');

  // Mended: the closed firm reports zero. Taken into the draft, the totals follow on the page.
  right[2] = [right[2][0], right[2][1], 'closed', 0, 0, 0, 0, 0, 0, 0];
  right[3][3] = 0;
  await send(page, filing, 'firms.csv', csv(right));
  await press(page, 'form[action$="/take"] button');
  assert.match(page.url(), /\/check$/);
  await open(page, `${filing}/edit`);
  await looks(page, v);
  await fill(page, { employees: String(sum(right, 3)), fresh: '0', opportunities: String(sum(right, 5)), revenue: String(Math.round(sum(right, 6) * 10) / 10), rnd: String(sum(right, 7)), financed: '0', financing: '0',
    ip: String(sum(right, 9)), inventions: '1', high_tech: '1', docking_events: '2' });
  await press(page, 'main form.form button[type=submit]');
  assert.equal(await page.locator('#red').count(), 0, await page.locator('main').innerText());
  assert.ok(await page.locator('#preview').count());
  await looks(page, v);

  // Without a reason it does not go in; with one for each it does, once.
  await go(page, 'form[action$="/submit"] button[type=submit]');
  assert.ok(await page.locator('#summary').count());
  for (const box of await page.locator('textarea').all()) await box.fill('核对过，情况属实');
  await press(page, 'form[action$="/submit"] button[type=submit]');
  assert.match(page.url(), /\/receipt$/);
  await looks(page, v);
  const print = (await page.locator('main code').first().innerText()).trim();
  await page.setInputFiles('main input[type=file]', { name: 'sealed.png', mimeType: 'image/png', buffer: PNG });
  await press(page, 'form[action$="/scan"] button[type=submit]');
  assert.ok((await page.locator('main').innerText()).includes('sealed.png'));

  // The fingerprint is that of the bytes anybody allowed can have.
  await open(page, filing);
  const version = await page.locator('a[href^="/filings/versions/"]').first().getAttribute('href');
  assert.equal(createHash('sha256').update(await bytes(page, `${version}/files/canonical.txt`)).digest('hex'), print);

  // An officer accepts it; the manager sees it.
  const officer = await as(v, 'clerk');
  await open(officer, filing);
  await looks(officer, v);
  await press(officer, 'form[action$="/accept"] button');
  await open(page, filing);
  assert.ok((await page.locator('main dl.kv').first().innerText()).includes(t.accepted));
  await open(page, version);
  await looks(page, v);
  for (const p of [page, officer]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
}));

test('a zero month is not an empty one, and of two officers one closes it', { timeout: 200000 }, async () => {
  const v = VARIANTS[0], t = words.zh, page = await as(v, 'base.ship'), one = await as(v, 'clerk'), two = await as(v, 'clerk.tech');
  await open(page, '/filings');
  await go(page, page.locator('main tbody th a').first());
  const filing = new URL(page.url()).pathname;
  await page.locator('summary').first().click();
  await press(page, 'form[action$="/zero"] button');
  assert.match(page.url(), /\/receipt$/);
  assert.ok((await page.locator('main').innerText()).includes(t.zero));
  const month = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 7).replace('-', ''), board = `/filings/board?form=monthly&period=${month}`;
  for (const p of [one, two]) {
    await open(p, board);
    await p.locator('section[aria-labelledby=lock] summary').click();
    await fill(p, { why: '月度汇总' });
  }
  await looks(one, v);
  await press(one, 'form[action="/filings/lock"] button');
  await press(two, 'form[action="/filings/lock"] button');
  assert.ok((await two.locator('body').innerText()).includes(t.taken), await two.locator('body').innerText());
  await open(page, filing);
  assert.ok((await page.locator('main').innerText()).includes('锁定：月度汇总') && !(await page.locator('form[action$="/correct"]').count()));
  await open(two, board);
  await two.locator('section[aria-labelledby=lock] summary').click();
  await fill(two, { why: '还有更正' });
  await press(two, 'form[action="/filings/unlock"] button');
  for (const p of [page, one, two]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
});

VARIANTS.forEach((v) => test(`a late month counts once an officer lets it in, ${v.lang}, ${v.width}`, { timeout: 100000 }, async () => {
  const officer = await as(v, 'clerk'), month = new Date(Date.now() + 8 * 3600000), late = officer.locator('main tbody th a');
  do {                                                           // the newest with somebody late: nobody is before the due day
    month.setUTCDate(0);
    await open(officer, `/filings/board?form=monthly&period=${month.toISOString().slice(0, 7).replace('-', '')}&state=late`);
  } while (!await late.count() && Date.now() - month < 150 * 86400000);
  await looks(officer, v);
  const counts = officer.locator('main dl.kv').first();
  await go(officer, late.first());
  await looks(officer, v);
  const said = await counts.innerText();
  await officer.locator('form[action$="/admit"] [name=reason]').fill('系统故障，已核实');
  await press(officer, 'form[action$="/admit"] button[type=submit]');
  assert.notEqual(await counts.innerText(), said);
  assert.equal(await officer.locator('form[action$="/admit"]').count(), 0);
  assert.match(await officer.locator('main').innerText(), /系统故障，已核实/);
  await looks(officer, v);
  assert.deepEqual(officer.complaints, []);
  await officer.context().close();
}));
