// incubation.test.mjs: the way into a carrier, through it and out (the facts journey J8 screens by): an application, reviewers who declare
// their conflicts before they score, a decision, an agreement, a milestone and its gate, and a graduation the rules allow or refuse
// with their reasons. Both languages, wide and narrow, with and without scripts.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { VARIANTS, fill, follow, go, launch, looks, open, press, raw, session, uscc, visitor } from './site.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = async (v, who) => visitor(browser, { ...v, cookies: await session(browser, who) });
const day = (n) => new Date(Date.now() + 8 * 3600000 + n * 86400000).toISOString().slice(0, 10);
const words = { zh: { graduated: '毕业企业', yes: '符合' }, en: { graduated: 'Graduate', yes: 'Met' } };

// A form that must come back, saying something about a field.
async function refused(page, selector) {
  await go(page, selector);
  assert.equal(await page.locator('#summary').count(), 1);
  return page.locator('#summary').innerText();
}

async function reviews(v, who, application, conflict) {
  const page = await as(v, who);
  await open(page, '/incubation/mine');
  await follow(page, `main a[href="${application}"]`);
  const score = page.locator('form[action$="/score"]');
  assert.equal(await score.count(), 0, 'nobody scores who has not declared');
  await fill(page, conflict ? { conflict: 'yes', conflict_why: '曾共同申请专利' } : { conflict: 'no' });
  await press(page, 'form[action$="/declare"] button[type=submit]');
  assert.equal(await score.count(), conflict ? 0 : 1, 'a conflict bars');
  await looks(page, v);
  if (!conflict) {
    await fill(page, { team: '4', market: '3', technology: '5', jobs: '4', comment: '团队完整' });
    await press(page, 'form[action$="/score"] button[type=submit]');
  }
  await page.context().close();
}

VARIANTS.forEach((v, which) => test(`from application to graduation, ${v.lang} ${v.width}`, { timeout: 300000 }, async () => {
  const t = words[v.lang], carrier = ['船舶海工孵化器', '创业工坊孵化器'][which], name = `潮汐能检测（${v.lang}）`;
  const list = JSON.parse((await raw(`/api/v1/carriers?q=${encodeURIComponent(carrier)}`)).text).carriers;
  const founder = await as(v, ['founder.cucumber', 'founder.island'][which]), base = await as(v, ['base.ship', 'base'][which]);

  await open(founder, `/carriers/${list[0].id}`);
  await follow(founder, 'main a[href$="/apply"]');
  await looks(founder, v);
  await fill(founder, { name, field: 'marine', uscc: uscc(`MA0X0C0${which}`), registered: day(-240), pitch: '海上设备在线检测', people: '6' });
  await press(founder, 'main form button[type=submit]');
  const application = new URL(founder.url()).pathname;
  assert.match(application, /^\/applications\/\d+$/);
  await looks(founder, v);

  // Nobody decides before two have scored; the founder reviews nothing of her own.
  await open(base, application);
  await fill(base, { login: ['founder.cucumber', 'founder.island'][which] });
  assert.ok(await refused(base, 'form[action$="/reviewers"] button[type=submit]'));
  for (const who of ['mentor', 'institute', 'university']) {
    await open(base, application);
    await fill(base, { login: who });
    await press(base, 'form[action$="/reviewers"] button[type=submit]');
  }
  await reviews(v, 'mentor', application, true);
  await reviews(v, 'institute', application, false);
  await open(base, application);
  await fill(base, { decision: 'accepted', reason: '评审通过' });
  assert.ok(await refused(base, 'form[action$="/decide"] button[type=submit]'), 'one score is too few');
  await reviews(v, 'university', application, false);
  await open(base, application);
  await looks(base, v);
  assert.ok((await base.locator('main').innerText()).includes('曾共同申请专利'), 'the conflict is on record');
  await fill(base, { decision: 'accepted', reason: '评审通过' });
  await press(base, 'form[action$="/decide"] button[type=submit]');

  // The agreement: not longer than the rules allow, and they say why.
  await fill(base, { agreement: `FH-${v.lang}-1`, entry: day(-40), due: day(365 * 8) });
  assert.match(await refused(base, 'form[action$="/enter"] button[type=submit]'), /\S/);
  await fill(base, { due: day(600) });
  await press(base, 'form[action$="/enter"] button[type=submit]');
  const venture = new URL(base.url()).pathname;
  assert.match(venture, /^\/ventures\/\d+$/);

  const unfold = async (tail) => base.locator('details', { has: base.locator(`form[action="${venture}${tail}"]`) }).locator('summary').first().click();
  await unfold('/milestones');
  await fill(base, { gate: '1', milestone: '样机通过海试', milestone_due: day(30) });
  await press(base, `form[action="${venture}/milestones"] button[type=submit]`);
  assert.equal(await base.locator(`form[action="${venture}/gate"]`).count(), 0, 'a gate is shut while a milestone of it is open');
  await base.locator('form[action$="/done"] input[name=words]').fill('海试报告 2026-7');
  await press(base, 'form[action$="/done"] button');
  await press(base, `form[action="${venture}/gate"] button`);

  // Graduation: unknown facts graduate nobody, and the rules name what is not known; with evidence it may leave as one.
  await looks(base, v);
  const rules = base.locator('main table').filter({ has: base.locator('a[href="/incubation/rules/graduate-revenue"]') });
  assert.equal(await rules.locator('tbody tr').count(), 4);
  await unfold('/exit');
  await fill(base, { exit_day: day(0), exit_kind: 'graduated' });
  assert.ok(await refused(base, `form[action="${venture}/exit"] button[type=submit]`));
  await looks(base, v);
  for (const why of await rules.locator('tbody tr td:nth-child(3)').allInnerTexts()) assert.ok(why.trim().length > 5, 'each says why');
  await unfold('/facts');
  await fill(base, { fact: 'high_tech', fact_day: day(-5), evidence: 'GR202621000123' });
  await press(base, `form[action="${venture}/facts"] button[type=submit]`);
  assert.ok((await rules.locator('tr', { has: base.locator('a[href="/incubation/rules/graduate-high-tech"]') }).innerText()).includes(t.yes));
  await unfold('/exit');
  await fill(base, { exit_day: day(0), exit_kind: 'graduated' });
  await press(base, `form[action="${venture}/exit"] button[type=submit]`);
  await looks(base, v);
  assert.ok((await base.locator('main').innerText()).includes(t.graduated));
  await open(founder, venture);
  assert.ok((await founder.locator('main').innerText()).includes(t.graduated), 'the founder reads it, too');
  for (const p of [founder, base]) { assert.deepEqual(p.complaints, []); await p.context().close(); }
}));
