// jobs.test.mjs: the counting half of journey J9. An auditor opens the city's figure of jobs, follows it to the persons, and the file
// adds up to it; a roll in which two carriers claim one person under two spellings moves the city by one and both carriers by one,
// and says whose share is what; the public sees no small count. Both languages, wide and narrow, with and without scripts.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { VARIANTS, fill, follow, launch, looks, open, press, raw, session, uscc, visitor } from './site.mjs';

let browser, auditor, clerk;
before(async () => { browser = await launch(); [auditor, clerk] = [await session(browser, 'auditor'), await session(browser, 'clerk')]; });
after(async () => { await browser?.close(); });

const CARRIERS = { hightech: '大连高新区双创示范基地', shahekou: '沙河口区双创示范基地（省级）' };
const shanghai = (days = 0) => new Date(Date.now() + 8 * 3600000 + days * 86400000).toISOString().slice(0, 10);
const month = shanghai(-1).slice(0, 7), year = month.slice(0, 4);                // of a day that is over
const many = month > `${year}-04` ? month : `${year - 1}-12`;                    // a year so far with more than a thousand jobs in it

function resident(first17) {
  const weight = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return first17 + '10X98765432'[weight.reduce((s, w, i) => s + w * Number(first17[i]), 0) % 11];
}

// The file under a figure, taken apart; no field of it holds a comma inside quotes but the reasons, which come after "counted".
async function people(cut, code = '') {
  const answer = await raw(`/jobs/people.csv?from=${year}-01&until=${month}&cut=${cut}&code=${code}`, auditor, 'en');
  assert.equal(answer.status, 200);
  const lines = answer.text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/).slice(1).map((l) => l.split(','));
  const counted = lines.filter((l) => l[1] === '1');
  assert.equal(new Set(counted.map((l) => l[0])).size, counted.length, `${cut} ${code}: nobody counts twice`);
  assert.ok(lines.every((l) => l[1] === '1' || (l[1] === '0' && l[2].length > 2)), 'who does not count is told why');
  return counted.length;
}

// "cut code" -> the value since January, null where it is hidden.
async function figures(cookies) {
  const answer = await raw(`/api/v1/indicators/jobs_new?period=${month}-ytd`, cookies, 'en');
  assert.equal(answer.status, 200);
  return new Map(JSON.parse(answer.text).values.filter((x) => x.group === '').map((x) => [`${x.cut} ${x.code}`.trim(), x.value]));
}

for (const v of VARIANTS) {
  test(`an auditor follows the city's jobs to the persons, ${v.lang} ${v.width}`, async () => {
    const page = await visitor(browser, { ...v, cookies: auditor });
    await open(page, `/indicators/jobs_new?period=${many}-ytd`);
    const number = async (selector) => Number((await page.locator(selector).first().innerText()).replace(/[^0-9]/g, ''));
    const city = await number('section[aria-labelledby=now] .big');
    assert.ok(city > 1000);
    await follow(page, 'main a[href*="/rows"]');
    await looks(page, v);
    assert.equal(await number('main .lead strong'), city);
    await follow(page, 'main a[href^="/jobs/people?"]');
    await looks(page, v);
    assert.equal(await number('main .big'), city, 'the cell is the same on the way');
    const file = await page.locator('main a[href^="/jobs/people.csv"]').getAttribute('href');
    const csv = await raw(file, auditor, v.lang);
    const rows = csv.text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/).slice(1).map((l) => l.split(','));
    assert.equal(rows.reduce((s, r) => s + Number(r[1]), 0), city, 'the file adds up to the cell');
    assert.ok(rows.length > city, 'claims that were dropped stand there, too');
    assert.ok(!/210299\d{11}/.test(csv.text), 'no number of a person leaves');
    await open(page, '/jobs/twice');
    await looks(page, v);
    const lines = page.locator('main table').first().locator('tbody tr');
    assert.equal(await lines.count(), 3);
    assert.equal(await lines.locator('.tag-ok').count(), 3, 'parts, less what is counted again, are the city');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test(`one person, two carriers, two spellings: one job, ${v.lang} ${v.width}`, async () => {
    const page = await visitor(browser, { ...v, cookies: clerk });
    const id = {};
    for (const [key, name] of Object.entries(CARRIERS)) id[key] = (await raw(`/api/v1/carriers?q=${encodeURIComponent(name)}`, clerk)).text.match(/"id":"?(\d+)/)[1];
    const before = await figures(auditor);
    const number = resident(v.lang === 'zh' ? '21029919580131117' : '21029919590131117'), other = resident(v.lang === 'zh' ? '21029919580201118' : '21029919590201118'), code = uscc(v.lang === 'zh' ? 'MA0J0B01' : 'MA0J0B02');
    const firm = `双名核对（${v.lang}）有限公司`, day = shanghai(-1);
    const roll = ['姓名,身份证号,用人单位,统一社会信用代码,入职时间,所在载体', `張 偉名,${number},${firm},${code},${day},${CARRIERS.hightech}`, `张伟名,${number},${firm},${code},${day},${CARRIERS.shahekou}`,
      `王一人,${other},${firm},${code},${day},${CARRIERS.shahekou}`, `李错号,${number.slice(0, 17)}${number[17] === '1' ? 2 : 1},${firm},${code},${day},${CARRIERS.shahekou}`].join('\n');
    await open(page, '/jobs/import');
    await page.setInputFiles('main input[type=file]', { name: 'roll.csv', mimeType: 'text/csv', buffer: Buffer.from(roll) });
    await fill(page, { seen: shanghai(), division: '210211' });
    await press(page, 'main form button[type=submit]');
    assert.match(page.url(), /\/jobs\/import\/\d+$/);
    assert.match(await page.locator('main table').first().innerText(), /5/, 'the row with the wrong number is named');
    await looks(page, v);
    await fill(page, { mode: 'right' });
    await press(page, 'main form button[type=submit]');
    const after = await figures(auditor), cuts = ['city', 'zone hightech', `carrier ${id.hightech}`, `carrier ${id.shahekou}`];
    assert.deepEqual(cuts.map((c) => after.get(c) - before.get(c)), [2, 1, 1, 2], 'one person is in both carriers, and once in the city');
    for (const c of cuts) assert.equal(after.get(c), await people(...c.split(' ')), c);

    await open(page, `/jobs?state=twice&q=${encodeURIComponent(firm)}`);
    await looks(page, v);
    assert.equal(await page.locator('main table tbody tr').count(), 1, 'one job claimed by two');
    await follow(page, 'main table tbody th a');
    await looks(page, v);
    assert.deepEqual(await page.locator('section[aria-labelledby=shares] td').allInnerTexts().then((a) => a.map((s) => s.trim())), ['1/2', '1/2']);
    assert.equal(await page.locator('section[aria-labelledby=claims] tbody tr').count(), 2);
    assert.ok(!(await page.locator('main').innerText()).includes(number), 'masked');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

// What an insider sees beside what everybody sees: small counts of persons are in the one and in no file of the other.
test('the public sees no small count of persons', async () => {
  const small = (n) => n > 0 && n < 5, inside = await figures(auditor), outside = await figures([]);
  assert.ok([...inside.values()].some(small), 'there is something to hide');
  for (const [cut, value] of outside) assert.ok(!small(value) && (value === null || value === inside.get(cut)), `${cut}: ${value}`);
  assert.ok([...inside].every(([cut, value]) => !small(value) || outside.get(cut) === null));
  for (const path of [`jobs_new.csv?year=${year}`, `values-${year}.csv`, `carriers-${month > `${year}-01` ? year : year - 1}.csv`]) {
    const { status, text } = await raw(`/data/${path}`), [head, ...lines] = text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/).map((l) => l.split(','));
    assert.equal(status, 200);
    const at = head.indexOf('jobs_new'), mine = at < 0 ? lines.filter((l) => l[0] === 'jobs_new').map((l) => (l[5] === 'hidden' ? 'hidden' : l[4])) : lines.map((l) => l[at]);
    assert.ok(mine.includes('hidden'), `${path}: a cell is hidden and says so`);
    assert.deepEqual(mine.filter((n) => small(Number(n))), [], path);
  }
  for (const path of [`/jobs/people?from=${month}`, `/jobs/people.csv?from=${month}`, '/indicators/jobs_new/rows', '/jobs/twice']) assert.notEqual((await raw(path)).status, 200, path);
});
