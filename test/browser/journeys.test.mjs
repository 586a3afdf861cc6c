// journeys.test.mjs: what people come for, end to end in a browser: both languages, wide and narrow, with and without scripts.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { BASE, VARIANTS, WIDTHS, fill, go, htmlFaults, launch, login, looks, open, press, raw, session, visitor } from './site.mjs';

let browser;
const cookies = {};

before(async () => {
  browser = await launch();
  for (const who of ['enterprise', 'institute', 'clerk', 'clerk.iit', 'graduate']) cookies[who] = await session(browser, who);
}, { timeout: 120000 });
after(async () => { await browser?.close(); });

const each = (name, fn) => {
  for (const v of VARIANTS) test(`${name} (${v.lang}, ${v.width} px${v.script ? '' : ', no script'})`, { timeout: 240000 }, () => fn(v));
};
const as = (who, v) => visitor(browser, { ...v, cookies: cookies[who] || [] });
const text = (page, selector = 'main') => page.textContent(selector);
const stamp = () => Math.random().toString(36).slice(2, 8);

const idIn = (page) => /\/(?:listings|cases)\/(\d+)/.exec(page.url())[1];

// Posts a listing for the house the person edits for; returns its id.
async function post(page, side, kind, values) {
  await open(page, `/listings/new?side=${side}&kind=${kind}`);
  const houses = await page.locator('select[name=organisation] option').count();
  if (houses > 1) await page.selectOption('select[name=organisation]', { index: 1 });
  await fill(page, { division: '210211', visibility: 'public', ...values });
  await press(page, 'main button[value=submit]');
  return idIn(page);
}

async function approve(v, id) {
  const page = await as('clerk.iit', v);
  await open(page, '/review/listings');
  assert.ok(await page.locator('main a[href^="/listings/"]').count(), 'the queue holds what waits');
  await open(page, `/listings/${id}`);
  const choice = page.locator('[name=decision]').first();
  if (await choice.evaluate((e) => e.tagName) === 'SELECT') await choice.selectOption('open');
  else await page.check('[name=decision][value=open]');
  await press(page, 'form[action^="/review/listings/"] button[type=submit]');
  await page.context().close();
}

each('a visitor searches, reads and stays on the page when the language changes', async (v) => {
  const page = await visitor(browser, v);
  await open(page, '/');
  await page.fill('main input[name=q]', v.lang === 'zh' ? '水产养殖' : 'aquaculture');
  await press(page, 'main form button[type=submit]');
  assert.match(page.url(), /\/listings\?.*q=/);
  const first = page.locator('.results h2 a').first();
  assert.ok(await first.count(), 'something is found');
  await go(page, first);
  const at = new URL(page.url()).pathname;
  await go(page, `nav.lang a[hreflang="${v.lang === 'zh' ? 'en' : 'zh-CN'}"]`);
  assert.equal(new URL(page.url()).pathname, at);
  assert.equal(await page.getAttribute('html', 'lang'), v.lang === 'zh' ? 'en' : 'zh-CN');
  await open(page, `/listings?q=${encodeURIComponent('zzzz no such thing qqqq')}`);
  assert.ok((await text(page)).length > 40, 'nothing found says what to try');
  await page.context().close();
});

each('an enterprise posts a need, finds an institute\'s technology, and both confirm a contract', async (v) => {
  const word = stamp(), words = `quasicrystal ${word} membrane 准晶膜${word}`;
  const institute = await as('institute', v), enterprise = await as('enterprise', v), visitorPage = await visitor(browser, v);
  await open(visitorPage, '/');
  const docked = async () => { await open(visitorPage, '/'); return Number((await visitorPage.locator('a[href^="/listings/docked"]').first().textContent()).replaceAll(',', '')); };
  const before = await docked();
  const offer = await post(institute, 'offer', 'technology', { title_zh: `准晶膜${word}技术转让`, title_en: `Quasicrystal ${word} membrane licence`, body_zh: words, body_en: words, industry: '26',
    annex: `secret ${word}`, annex_for: '' });
  await approve(v, offer);
  const need = await post(enterprise, 'need', 'technology', { title_zh: `寻求准晶膜${word}`, title_en: `Wanted: quasicrystal ${word} membrane`, body_zh: words, body_en: words, industry: '26' });
  await approve(v, need);
  for (let tries = 0; ; tries++) {                              // how soon: bench/alerts
    await open(institute, '/inbox');
    if ((await institute.textContent('main')).includes(v.lang === 'zh' ? `寻求准晶膜${word}` : `quasicrystal ${word} membrane`)) break;
    assert.ok(tries < 100, 'whose technology fits is told of the need');
    await institute.waitForTimeout(100);
  }

  await open(enterprise, `/listings/${need}/matches`);
  const best = enterprise.locator('.results > li').first();
  assert.ok((await best.innerHTML()).includes(`/listings/${offer}`), 'the best match is the institute\'s technology');
  assert.ok((await best.textContent()).includes(word), 'and it says which words fit');
  await go(enterprise, best.locator('a[href^="/cases/new"]'));
  await enterprise.fill('textarea[name=body]', 'hello 你好');
  await press(enterprise, 'main form button[type=submit]');
  const id = idIn(enterprise);

  await open(institute, '/cases?show=ours');
  assert.ok((await institute.content()).includes(`/cases/${id}`), 'it is the institute\'s turn');
  await open(institute, `/cases/${id}`);
  await press(institute, `form[action="/cases/${id}/move"]:has(input[value=visit]) button`);
  await press(institute, `form[action="/cases/${id}/annex"] button`);
  await open(enterprise, `/listings/${offer}/annex`);
  assert.ok((await text(enterprise)).includes(`secret ${word}`), 'the annex is open to the chosen party');
  await looks(enterprise, v);
  await open(institute, `/listings/${offer}/readers`);
  await looks(institute, v);
  await open(enterprise, `/cases/${id}`);
  await press(enterprise, `form[action="/cases/${id}/move"]:has(input[value=contract]) button`);
  await enterprise.fill('[name=amount]', '480000');
  await enterprise.fill('[name=contract_day]', new Date().toISOString().slice(0, 10));
  await press(enterprise, `form[action="/cases/${id}/figures"] button[type=submit]`);
  assert.equal(await docked(), before, 'one side alone is no result');
  await open(institute, `/cases/${id}`);
  await press(institute, `form[action="/cases/${id}/confirm"] button`);
  assert.equal(await institute.locator('.steps [aria-current=step]').count(), 1);
  assert.equal(await docked(), before + 1, 'counted once, when both have confirmed');
  for (const p of [institute, enterprise, visitorPage]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
});

each('a stranger sees neither the case nor the annex', async (v) => {
  const page = await as('graduate', v), list = await as('enterprise', v);
  await open(list, '/cases');
  const href = await list.locator('.results h2 a').first().getAttribute('href');
  assert.equal((await page.goto(BASE + href)).status(), 404);
  for (const p of [page, list]) await p.context().close();
});

each('a wrong form keeps what was typed and says what to mend', async (v) => {
  const page = await as('enterprise', v);
  await open(page, '/listings/new?side=need&kind=job');
  await page.fill('[name=title_zh]', '招焊工');
  await page.fill('[name=amount_low]', 'many');
  await go(page, 'main button[value=submit]');
  assert.ok(await page.locator('#summary a[href="#f-amount_low"]').count(), 'the summary leads to the field');
  assert.equal(await page.inputValue('[name=title_zh]'), '招焊工');
  assert.equal(await page.inputValue('[name=amount_low]'), 'many');
  await page.context().close();
});

each('a person signs up, comes in, and leaves', async (v) => {
  const page = await visitor(browser, v), name = `new-${stamp()}`;
  await open(page, '/sign-up');
  await page.fill('[name=login]', name);
  await page.fill('[name=name]', '新人');
  await page.selectOption('[name=kind]', 'graduate');
  await page.fill('[name=password]', 'a quiet harbour 42');
  await page.fill('[name=again]', 'a quiet harbour 42');
  await page.check('[name=agree]');
  await press(page, 'main form button[type=submit]');
  await go(page, 'header form[action="/logout"] button');
  await login(page, name, 'a quiet harbour 42');
  await open(page, '/account');
  assert.ok((await text(page)).includes(name));
  await page.context().close();
});

// A program posts in a person's name with the token she made for it, is told what is wrong, and acts once.
each('a person makes a token and a program uses it', async (v) => {
  const page = await as('enterprise', v), word = stamp();
  await open(page, '/account');
  await looks(page, v);
  await open(page, '/account/tokens/new');
  await page.fill('[name=name]', `posts ${word}`);
  await press(page, 'main form button[type=submit]');
  await looks(page, v);
  const token = /ballast_[0-9a-f]{64}/.exec(await text(page))[0];
  const send = (path, body, key) => fetch(`${BASE}/api/v1${path}`, { method: 'POST', body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'accept-language': v.lang, ...(key && { 'idempotency-key': key }) } });
  const bad = await send('/listings', { side: 'need', kind: 'order', title_zh: word });
  assert.equal(bad.status, 422);
  assert.ok((await bad.json()).errors.some((e) => e.field === 'division' && e.message));
  const body = { side: 'need', kind: 'order', title_zh: `程序发布${word}`, body_zh: '说明', division: '210211', visibility: 'public', amount_low: 123400 };
  const receipts = [await (await send('/listings', body, word)).json(), await (await send('/listings', body, word)).json()];
  assert.deepEqual(receipts[0], receipts[1]);
  await open(page, receipts[0].path);
  assert.ok((await text(page)).includes(`程序发布${word}`) && (await text(page)).includes('1,234'));
  await open(page, '/account');
  await press(page, `main tr:has-text("posts ${word}") button`);
  assert.equal((await send('/listings', body)).status, 401);
  await page.context().close();
});

// RFC 6238, as a telephone counts it.
function oneTimeCode(key) {
  const bits = [...key.replaceAll(' ', '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = createHmac('sha1', secret).update(step).digest(), at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

each('a second factor is turned on, and a recovery code stands in for the lost telephone', async (v) => {
  const page = await visitor(browser, v), name = `two-${stamp()}`, password = 'a quiet harbour 42';
  await open(page, '/sign-up');
  for (const [field, value] of Object.entries({ login: name, name: '新人', password, again: password })) await page.fill(`[name=${field}]`, value);
  await page.selectOption('[name=kind]', 'graduate');
  await page.check('[name=agree]');
  await press(page, 'main form button[type=submit]');
  await open(page, '/account/totp');
  await page.fill('[name=code]', oneTimeCode(await text(page, 'main code')));
  await press(page, 'main form button[type=submit]');
  await looks(page, v);
  const codes = await page.locator('main li code').allTextContents();
  assert.equal(new Set(codes).size, 10);
  await open(page, '/account/recovery');
  await looks(page, v);
  await go(page, 'header form[action="/logout"] button');
  await page.goto(`${BASE}/login`);
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', password);
  await go(page, 'main form button[type=submit]');
  await page.fill('[name=code]', codes[3].toUpperCase());
  await press(page, 'main form button[type=submit]');
  await open(page, '/account');
  assert.ok((await text(page)).includes(name) && /\b9\b/.test(await text(page)));
  await page.context().close();
});

// 500 rows, 12 of them wrong: checked, mended, stored, and a second time nothing new.
each('a file of 500 listings with 12 wrong rows is mended and loaded', async (v) => {
  const page = await as('enterprise', v), word = stamp();
  const file = (wrong) => ({ name: 'listings.csv', mimeType: 'text/csv', buffer: Buffer.from('供需,类型,标题,描述,区县,可见范围,金额下限\n' + Array.from({ length: 500 },
    (_, i) => `需求,订单采购,采购${word}零件第${i + 1}批,需要${word}零件,甘井子区,公开,${wrong && i % 42 === 0 && i < 12 * 42 ? '不少' : 1000 + i}`).join('\n') + '\n') });
  const numbers = async () => (await page.locator('.cards .stat .big').allTextContents()).map((t) => Number(t.replaceAll(',', '')));
  const send = async (f) => {
    await open(page, '/listings/import');
    await page.setInputFiles('input[name=file]', f);
    await press(page, 'main form[action="/listings/import"] button[type=submit]');
  };
  await send(file(true));
  assert.deepEqual(await numbers(), [488, 0, 0, 12], 'new, changed, unchanged, wrong');
  assert.ok((await text(page)).includes('不少'), 'the wrong cell is shown');
  await looks(page, v);
  await send(file(false));
  assert.deepEqual(await numbers(), [500, 0, 0, 0]);
  await press(page, 'main form[action^="/listings/import/"] button[type=submit]');
  await send(file(false));
  assert.deepEqual(await numbers(), [0, 0, 500, 0], 'the same file again changes nothing');
  await page.context().close();
});

// One of the two coming fairs of the sample city, sixty organisations each: from closing registration to two who do not come.
const fairs = { zh: '高校成果与企业需求', en: 'Start-up and employment' };
each('a fair of sixty organisations is timetabled, confirmed, opened; two do not come and what is agreed stays', async (v) => {
  const clerk = await as('clerk', v), house = await as('enterprise', v);
  await open(clerk, '/fairs');
  await looks(clerk, v);
  await go(clerk, clerk.locator('.results h2 a', { hasText: fairs[v.lang] }));
  const fair = /\/fairs\/(\d+)/.exec(clerk.url())[1];
  assert.equal(await clerk.locator('main .split li').count(), 60, 'sixty organisations are registered');
  await looks(clerk, v);

  // The house says whom it must meet; what dock suggests stands on its page.
  await open(house, `/fairs/${fair}`);
  await go(house, 'main .actions a[href^="/fairs/parties/"]');
  const mine = new URL(house.url()).pathname;
  const first = house.locator('section[aria-labelledby=others] tr form').first();
  await first.locator('select').selectOption('must');
  await go(house, first.locator('button'));
  await looks(house, v);

  await open(clerk, `/fairs/${fair}/desk`);
  await looks(clerk, v);
  await press(clerk, 'main form:has(input[value=timetable]) button');
  const placed = /(\d+)\D+(\d+)/.exec(await clerk.textContent('main section:has(details code) p'));
  assert.ok(Number(placed[1]) > 50 && Number(placed[2]) > 50, `${placed}: most meetings are placed`);
  await looks(clerk, v);

  // The house confirms all of its meetings, and reads its agenda.
  await open(house, mine);
  const agree = house.locator('section[aria-labelledby=meetings] form:has(input[value=agree]) button').first();
  let confirmed = 0;
  for (; await agree.count(); confirmed++) await go(house, agree);
  assert.ok(confirmed > 0, 'there was a meeting to confirm');
  await looks(house, v);
  await open(house, `${mine}/agenda`);
  assert.ok(await house.locator('svg.qr').count(), 'a code to sign in with');
  await looks(house, v);
  await open(house, await house.locator('main a[href^="/fairs/sign-in/"]').first().getAttribute('href'));
  await looks(house, v);

  // A private address for her calendar, on a page that is shown once: it leads to this very server, and is taken back.
  await open(house, mine);
  await house.click('main details:has(form[action$="/feeds"]) > summary');
  const shown = house.waitForResponse((a) => a.url().endsWith('/feeds') && a.request().method() === 'POST');
  await press(house, 'main form[action$="/feeds"] button');
  const answer = await shown, address = (await house.textContent('main p.code')).trim();
  assert.ok(address.startsWith(`${BASE}/fairs/calendar/`), address);
  assert.equal((await raw(new URL(address).pathname)).status, 200);
  assert.match(answer.headers()['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.match(answer.headers()['cache-control'], /no-store/);
  assert.deepEqual(await htmlFaults(await answer.text()), []);
  for (const width of WIDTHS) { await house.setViewportSize({ width, height: 900 }); await looks(house, v); }
  await house.setViewportSize({ width: v.width, height: 900 });
  await open(house, mine);
  await house.click('main details:has(form[action$="/feeds"]) > summary');
  await looks(house, v);
  await press(house, 'main form[action*="/feeds/"] button.button-quiet');
  assert.equal((await raw(new URL(address).pathname)).status, 404);

  // Two who are not needed by the house do not come: their meetings are missed or a colleague goes, all others stay where they were.
  const when = async () => { await open(house, mine); return house.locator('section[aria-labelledby=meetings] tbody tr').allTextContents(); };
  await open(clerk, `/fairs/${fair}/desk`);
  const partners = (await when()).join(' ');
  const rows = clerk.locator('section[aria-labelledby=people] tbody tr');
  const gone = [];
  for (let p = 1; gone.length < 2 && p < 20; p++) {                      // six on a page
    await open(clerk, `/fairs/${fair}/desk?page=${p}`);
    for (let i = 0; i < await rows.count() && gone.length < 2; i++) {
      const name = (await rows.nth(i).locator('th').textContent()).trim(), meetings = parseInt(await rows.nth(i).locator('td.num').textContent(), 10);
      const own = await rows.nth(i).locator('th a').getAttribute('href') === mine;
      if (meetings > 0 && !own && !partners.includes(name)) gone.push({ name, action: new URL(await rows.nth(i).locator('form:has(input[value=absent])').getAttribute('action'), clerk.url()).pathname });
    }
  }
  assert.equal(gone.length, 2);
  const before = (await when()).slice(0, confirmed).map((t) => t.replace(/\s+/g, ' '));
  await open(clerk, `/fairs/${fair}/desk`);
  const tall = await clerk.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(tall < 4000, `${tall} px: short enough to be used standing in a hall`);
  for (const { name, action } of gone) {                                // looked for by name, on the page of just that
    await clerk.fill('main input[name=q]', name);
    await go(clerk, 'main form.filters button');
    await looks(clerk, v);
    await press(clerk, `form[action^="${action}?"]:has(input[value=absent]) button`);
    assert.match(clerk.url(), /\?q=/, 'back where it was pressed');
  }
  await open(clerk, `/fairs/${fair}/desk?show=absent`);
  assert.equal(await clerk.locator('section[aria-labelledby=people] .tag-bad').count(), 2, 'two are absent');
  await open(clerk, `/fairs/${fair}/desk?at=1`);
  await looks(clerk, v);
  const after_ = (await when()).map((t) => t.replace(/\s+/g, ' '));
  for (const meeting of before) assert.ok(after_.includes(meeting), `it stays: ${meeting}`);

  // Open for the rest: the house asks somebody for a meeting.
  await open(clerk, `/fairs/${fair}/desk`);
  await clerk.click('main details:has(input[value=open]) summary');      // it says how many meetings lapse
  assert.match(await clerk.textContent('main details:has(input[value=open]) p'), /\d+/);
  await press(clerk, 'main form:has(input[value=open]) button');
  await open(house, mine);
  assert.ok(await house.evaluate(() => document.documentElement.scrollHeight) < 3500, 'short enough to be used standing in a hall');
  await house.click('section[aria-labelledby=others] > details:has(form[action$="/ask"]) > summary >> nth=0');
  await press(house, 'section[aria-labelledby=others] > details[open] form[action$="/ask"] button >> nth=0');
  await looks(house, v);
  for (const p of [clerk, house]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
});

each('the office matches everything again and opens what it found', async (v) => {
  const page = await as('clerk', v);
  await open(page, '/office');
  await press(page, 'a[href="/office/redock"]');
  await press(page, 'form[action="/office/redock"] button');
  await looks(page, v);
  for (let i = 0; i < 120 && await page.locator('form[action="/office/redock/cancel"]').count(); i++) {
    await page.waitForTimeout(1000);
    await press(page, 'main .panel a[href="/office/redock"]');        // "Look again"
  }
  assert.ok(await page.locator('form[action="/office/redock"] button').count(), 'it has ended');
  const number = page.locator('.stat a[href*="what=alone"]').first();
  const n = parseInt((await number.textContent()).replaceAll(',', ''), 10);
  await go(page, number);
  assert.ok((await text(page)).includes(String(n)), 'the rows are as many as the number said');
  await looks(page, v);
  await press(page, 'main tbody th a >> nth=0');
  assert.match(page.url(), /\/office\/redock\/listings\/\d+$/);
  await looks(page, v);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

each('what dockings taught is shown, counts when the office says so, and is gone when it is switched off', async (v) => {
  const page = await as('clerk', v), anybody = await visitor(browser, v), says = v.lang === 'zh' ? '以往成交' : 'Confirmed before';
  await open(page, '/office/learned');
  const rows = await page.locator('main tbody td.num').count();
  assert.ok(rows > 0, 'it is shown before it counts');
  await page.fill('input[name=least]', '50');
  await press(page, 'form[action="/office/learned"] button');
  await looks(page, v);
  await open(anybody, '/listings?kind=job&side=offer&industry=34');           // in the sample city, machine builders take on software people
  const found = await anybody.locator('.results h2 a').evaluateAll((as) => as.map((a) => a.getAttribute('href')));
  const told = async () => {
    const pages = [];
    for (const listing of found)
      for (let k = 1, more = true; more; k++) {
        const html = await (await anybody.request.get(`${BASE}${listing}/matches?page=${k}`)).text();
        if (html.includes(says)) pages.push(`${listing}/matches?page=${k}`);
        more = html.includes(`page=${k + 1}"`);
      }
    return pages;
  };
  const pages = await told();
  assert.ok(pages.length > 0, 'a match says what was confirmed before');
  await open(anybody, pages[0]);
  await looks(anybody, v);
  await open(page, '/office/learned');
  await page.check('input[name=off]');
  await press(page, 'form[action="/office/learned"] button');
  await looks(page, v);
  assert.equal((await told()).length, 0, 'switched off, nothing of it is left');
  assert.equal(await page.locator('main tbody td.num').count(), rows, 'but it is still shown');
  await page.uncheck('input[name=off]');
  await page.fill('input[name=least]', '1000');
  await press(page, 'form[action="/office/learned"] button');
  for (const p of [page, anybody]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
});
