// rounds.test.mjs: a round from set-up to the second published result: 300 graduates over 40 carriers, two officers, one objection
// upheld; in both languages, wide and narrow, with and without scripts. What is published is checked as a stranger would.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE, VARIANTS, fill, go, launch, looks, open, press, raw, session, visitor } from './site.mjs';

const GRADUATES = 300, CARRIERS = 40, SEATS = 6, TABLE = 24;
let browser, graduates = [];

// ---- many people without a browser: each table of them sits behind an address of its own, as classes do

const server = new URL(BASE);
function ask(path, cookie, from, fields) {
  const body = fields && new URLSearchParams(fields).toString();
  return new Promise((resolve, reject) => {
    const q = http.request({ host: server.hostname, port: server.port, path, method: body ? 'POST' : 'GET', localAddress: from,
      headers: { cookie: ['lang=zh', cookie].filter(Boolean).join('; '), ...(body && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }) } }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => resolve({ status: res.statusCode, location: res.headers.location, cookies: res.headers['set-cookie'] || [], text: Buffer.concat(parts).toString() }));
    });
    q.on('error', reject);
    q.end(body);
  });
}
const keyIn = (html) => /name="form_key" value="([0-9a-f]+)"/.exec(html)[1];

async function signUp(n) {
  const from = `127.0.1.${1 + Math.floor(n / TABLE)}`, login = `round.graduate.${process.pid}.${n}`, password = `a long passphrase ${n}`;
  const page = await ask('/sign-up', null, from);
  const done = await ask('/sign-up', null, from, { login, name: `毕业生${n}号`, kind: 'graduate', password, again: password, agree: '1', form_key: keyIn(page.text) });
  const cookie = done.cookies.map((c) => c.split(';')[0]).find((c) => c.startsWith('session='));
  assert.ok(cookie, `sign-up ${n}: ${done.status}`);
  return { from, cookie, name: `毕业生${n}号` };
}

async function inTwos(count, fn) {
  let next = 0;
  const one = async () => { while (next < count) await fn(next++); };
  await Promise.all([one(), one()]);
}

before(async () => {
  browser = await launch();
  graduates = new Array(GRADUATES);
  await inTwos(GRADUATES, async (n) => { graduates[n] = await signUp(n); });
}, { timeout: 600000 });
after(async () => { await browser?.close(); });

// ---- a browser

const day = (offset) => new Date(Date.now() + 8 * 3600000 + offset * 86400000).toISOString().slice(0, 10);
const asGraduate = (v, n) => visitor(browser, { ...v, cookies: [{ name: 'session', value: graduates[n].cookie.slice(8), url: BASE }] });
const asOfficer = async (v, who) => visitor(browser, { ...v, cookies: await session(browser, who) });

// One proposes, the other confirms; who proposes is not offered to confirm.
async function two(id, first, second, verb) {
  await open(first, `/rounds/${id}/office`);
  await press(first, `form[action="/rounds/${id}/ask"]:has(input[value=${verb}]) button`);
  assert.equal(await first.locator(`form[action="/rounds/${id}/confirm"]`).count(), 0, 'nobody confirms what he proposed himself');
  await open(second, '/office');                                  // that is where she learns of it
  await go(second, 'main a[href="/rounds"]');
  await go(second, second.locator(`main .results p > a[href="/rounds/${id}/office"]`).first());
  await press(second, `form[action="/rounds/${id}/confirm"] button`);
  assert.equal(await second.locator('.flash:not(.flash-refused)').count(), 1, 'it says what was done');
  assert.equal(await second.locator(`form[action="/rounds/${id}/confirm"]`).count(), 0, 'it is done');
}

async function setUp(officer, v) {
  await open(officer, '/rounds');
  await go(officer, 'main a[href="/rounds/new"]');
  await looks(officer, v);
  await fill(officer, { title_zh: `毕业生见习 ${v.lang}`, title_en: `Internships ${v.lang}`, kind: 'internship', division: '210200', opens_day: day(0), closes_day: day(7),
    objections_day: day(14), wishes_most: '5', files: 'public' });
  await press(officer, 'main form button[type=submit]');
  const id = /\/rounds\/(\d+)\/places/.exec(officer.url())[1];
  const rows = Array.from({ length: CARRIERS }, (_, i) => `孵化基地${i + 1},Carrier ${i + 1},${SEATS},${i === 7 ? 2 : 0},${i % 4 === 0 ? '农民工:1' : i % 4 === 1 ? 'disabled:1!' : ''}`);
  await officer.fill('textarea[name=table]', ['place,place_en,seats,least,reserves', ...rows].join('\n'));
  await press(officer, `form[action="/rounds/${id}/places/table"] button[type=submit]`);
  assert.equal(await officer.locator('table tbody tr').count(), CARRIERS);
  await looks(officer, v);
  await open(officer, `/rounds/${id}/points`);
  for (const [zh, en, points, most] of [['应届毕业', 'Graduated this year', '20', '1'], ['失业月数', 'Months without work', '2', '12'], ['技能证书', 'Certificate', '15', '1']]) {
    await fill(officer, { name_zh: zh, name_en: en, points, most });
    await press(officer, `form[action="/rounds/${id}/points"] button[type=submit]`);
  }
  await looks(officer, v);
  await open(officer, `/rounds/${id}/whatif`);
  await looks(officer, v);
  await open(officer, `/rounds/${id}/office`);
  await press(officer, `form[action="/rounds/${id}/announce"] button`);
  return id;
}

// Ranks three, then changes the order: by the buttons alone, or by drag where there are scripts.
async function rankInBrowser(page, id, v) {
  await open(page, `/rounds/${id}`);
  await go(page, `main a[href="/rounds/${id}/apply"]`);
  const names = () => page.locator('.ranking .rank-name').allTextContents();
  for (let k = 0; k < 3; k++) await press(page, '.ranking-rest > li:first-child [value^="add:"]');
  const [a, b, c] = await names();
  await press(page, '.ranking > li:nth-child(3) [value^="up:"]');
  assert.deepEqual(await names(), [a, c, b]);
  if (v.script) {
    await page.locator('.ranking > li').nth(2).dragTo(page.locator('.ranking > li').nth(0), { targetPosition: { x: 60, y: 6 } });
    assert.deepEqual(await names(), [b, a, c], 'dragged to the top');
  } else await press(page, '.ranking > li:nth-child(1) [value^="down:"]');
  await press(page, '.ranking > li:nth-child(1) [value^="away:"]');
  await page.locator('main [name=groups][value=graduate]').check();
  await looks(page, v);
  await press(page, 'main form.form > button[type=submit]:not(.vh), main form.form .actions button[type=submit]');
  assert.match(page.url(), /\/mine$/);
  await looks(page, v);
}

// The rest: everybody leans to the first carriers; the points differ.
async function applyAll(id) {
  const first = await ask(`/rounds/${id}/apply`, graduates[1].cookie, graduates[1].from);
  const places = [...first.text.matchAll(/name="wishes" value="(\d+)"/g)].map((m) => m[1]), answers = [...new Set([...first.text.matchAll(/value="(\d+):1"/g)].map((m) => m[1]))];
  assert.equal(places.length, CARRIERS);
  assert.equal(answers.length, 3);
  await inTwos(GRADUATES - 1, async (k) => {
    const n = k + 1, g = graduates[n], page = await ask(`/rounds/${id}/apply`, g.cookie, g.from), fields = [['form_key', keyIn(page.text)], ['groups', 'graduate']];
    if (n % 9 === 0) fields.push(['groups', 'migrant']);
    if (n % 50 === 0) fields.push(['groups', 'disabled']);
    if (n % 2) fields.push(['answers', `${answers[0]}:1`]);
    if (n % 13) fields.push(['answers', `${answers[1]}:${n % 13}`]);
    if (n % 7 === 0) fields.push(['answers', `${answers[2]}:1`]);
    for (let w = 0, at = (n * n) % 17; w < 4; w++, at = (at + 3 + (n % 5)) % CARRIERS) if (!fields.some(([f, p]) => f === 'wishes' && p === places[at])) fields.push(['wishes', places[at]]);
    const done = await ask(`/rounds/${id}/apply`, g.cookie, g.from, fields);
    assert.equal(done.status, 303, `graduate ${n}: ${done.status} ${done.text.slice(0, 300)}`);
  });
}

// What is published, checked offline; no name stands in any of it.
async function verify(id, number) {
  const { text } = await raw(`/rounds/${id}?result=${number}`, [], 'en');
  const dir = mkdtempSync(join(tmpdir(), 'round-'));
  assert.ok(!text.includes('毕业生0号') && !text.includes(graduates[5].name), 'no name on the public page');
  for (const name of ['places.csv', 'applicants.csv', 'result.json']) {
    const href = new RegExp(`href="(/rounds/${id}/files/\\d+/${name.replace('.', '\\.')})"`).exec(text);
    assert.ok(href, `${name} is offered`);
    const file = await raw(href[1], []);
    assert.equal(file.status, 200);
    assert.ok(!file.text.includes('毕业生'), 'no name in the files');
    writeFileSync(join(dir, name), file.text);
  }
  const said = execFileSync(process.env.BALLAST, ['round', 'verify', join(dir, 'result.json')], { encoding: 'utf8' });
  assert.match(said, new RegExp(`${GRADUATES} applicants, ${CARRIERS} places, no justified claim`));
  rmSync(dir, { recursive: true });
}

// Somebody without a place and without the certificate, and what she is told.
async function loser(id) {
  for (let n = 1; n < GRADUATES; n++) {
    if (n % 7 === 0) continue;
    const page = await ask(`/rounds/${id}/mine`, graduates[n].cookie, graduates[n].from);
    assert.equal(page.status, 200);
    if (page.text.includes('这一轮没有分到') && !graduates.some((g, k) => k !== n && page.text.includes(g.name + '<'))) return n;
  }
  throw new Error('everybody got a place: nothing to object to');
}

for (const v of VARIANTS) test(`300 graduates over 40 carriers, one objection upheld (${v.lang}, ${v.width} px${v.script ? '' : ', no script'})`, { timeout: 600000 }, async () => {
  const clerk = await asOfficer(v, 'clerk'), approver = await asOfficer(v, 'approver'), anybody = await visitor(browser, v), one = await asGraduate(v, 0);
  const id = await setUp(clerk, v);
  await rankInBrowser(one, id, v);
  await applyAll(id);
  await open(clerk, `/rounds/${id}/whatif`);
  assert.ok((await clerk.textContent('main .cards')).includes(String(GRADUATES)), 'the preview counts everybody so far');
  await looks(clerk, v);

  await two(id, clerk, approver, 'close');
  await two(id, clerk, approver, 'run');
  assert.equal((await raw(`/rounds/${id}`, [])).text.includes('result.json'), false, 'nothing is public before it is published');
  await two(id, approver, clerk, 'publish');
  await open(anybody, `/rounds/${id}`);
  await looks(anybody, v);
  await verify(id, 1);

  const n = await loser(id), objector = await asGraduate(v, n);
  await open(objector, `/rounds/${id}/mine`);
  assert.ok(await objector.locator('.reasons-list > li').count() > 0, 'she is told why, place by place');
  await looks(objector, v);
  await fill(objector, { body: v.lang === 'zh' ? '我有技能证书，没有计分。' : 'I hold a certificate that was not counted.' });
  await press(objector, `form[action="/rounds/${id}/object"] button[type=submit]`);
  await open(clerk, `/rounds/${id}/office`);
  await go(clerk, clerk.locator('a[href*="/applications/"]').first());
  await looks(clerk, v);
  await clerk.locator('main input[name=answers][type=checkbox]').last().check();
  await clerk.locator('main input[name=answers][type=checkbox]').first().check();
  await clerk.locator('main select[name=answers]').first().selectOption({ index: 12 });
  const decision = clerk.locator('main [name=decision]').first();
  if (await decision.evaluate((e) => e.tagName) === 'SELECT') await decision.selectOption('upheld');
  else await clerk.check('main [name=decision][value=upheld]');
  await fill(clerk, { reply: v.lang === 'zh' ? '证书已核实，予以更正。' : 'The certificate has been checked; corrected.' });
  await press(clerk, 'form[action*="/objections/"] button[type=submit]');
  await two(id, clerk, approver, 'run');
  await two(id, clerk, approver, 'publish');
  await looks(clerk, v);
  await verify(id, 1);
  await verify(id, 2);
  await open(objector, `/rounds/${id}/mine`);
  assert.equal(await objector.locator('.reasons-list .tag-ok').count(), 1, 'now she has a place');
  await looks(objector, v);
  await open(anybody, `/rounds/${id}`);
  assert.equal(await anybody.locator(`main a[href="/rounds/${id}?result=1"]`).count(), 1, 'the first result stays visible');
  for (const p of [clerk, approver, anybody, one, objector]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
});

// A lottery that somebody does not like: one officer alone cannot have another. What two call off stays for everybody to read, and
// the round that gives out the seats anew says so.
for (const v of [VARIANTS[0], VARIANTS.find((w) => w.lang !== VARIANTS[0].lang && w.width !== VARIANTS[0].width)])
  test(`a round that has run is called off by two (${v.lang}, ${v.width} px)`, { timeout: 120000 }, async () => {
    const clerk = await asOfficer(v, 'clerk'), approver = await asOfficer(v, 'approver'), anybody = await visitor(browser, v), why = v.lang === 'zh' ? '名额数量登记错误' : 'The seats were entered wrongly';
    await open(clerk, '/rounds/new');
    await fill(clerk, { title_zh: `取消试验 ${v.lang}`, title_en: `Called off ${v.lang}`, kind: 'internship', division: '210200', opens_day: day(0), closes_day: day(7), objections_day: day(14), wishes_most: '5', files: 'public' });
    await press(clerk, 'main form button[type=submit]');
    const id = /\/rounds\/(\d+)\/places/.exec(clerk.url())[1];
    await clerk.fill('textarea[name=table]', `place,seats\n取消试验基地${v.lang},1`);
    await press(clerk, `form[action="/rounds/${id}/places/table"] button[type=submit]`);
    await open(clerk, `/rounds/${id}/office`);
    await press(clerk, `form[action="/rounds/${id}/announce"] button`);
    const page = await ask(`/rounds/${id}/apply`, graduates[2].cookie, graduates[2].from), place = /value="add:(\d+)"/.exec(page.text)[1];
    assert.equal((await ask(`/rounds/${id}/apply`, graduates[2].cookie, graduates[2].from, [['form_key', keyIn(page.text)], ['wishes', place]])).status, 303);
    await two(id, clerk, approver, 'close');
    await two(id, clerk, approver, 'run');

    await open(clerk, `/rounds/${id}/office`);
    await Promise.all([clerk.waitForNavigation(), clerk.click(`form[action="/rounds/${id}/cancel"] button`)]);
    assert.equal(await clerk.locator('[aria-invalid=true]').count(), 1, 'not without a reason');
    await looks(clerk, v);
    await fill(clerk, { reason: why });
    await press(clerk, `form[action="/rounds/${id}/cancel"] button`);
    assert.equal(await clerk.locator(`form[action="/rounds/${id}/confirm"]`).count(), 0, 'nobody confirms what she proposed');
    assert.equal(await clerk.locator(`form[action="/rounds/${id}/again"]`).count(), 0, 'and nothing is drawn anew before');
    await open(approver, `/rounds/${id}/office`);
    assert.ok((await approver.textContent('main')).includes(why));
    await looks(approver, v);
    await press(approver, `form[action="/rounds/${id}/confirm"] button`);
    await looks(approver, v);
    await open(anybody, `/rounds/${id}`);
    const told = await anybody.textContent('main');
    assert.ok(told.includes(why) && told.includes('result.json'));
    await looks(anybody, v);
    await press(approver, `form[action="/rounds/${id}/again"] button`);
    const next = /\/rounds\/(\d+)\/office/.exec(approver.url())[1];
    await press(approver, `form[action="/rounds/${next}/announce"] button`);
    await open(anybody, `/rounds/${next}`);
    assert.equal(await anybody.locator(`main a[href="/rounds/${id}"]`).count(), 1, 'it says whose seats it repeats');
    await looks(anybody, v);
    for (const p of [clerk, approver, anybody]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
  });
