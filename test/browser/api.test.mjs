// api.test.mjs: every JSON answer a program can get is what the API's own document says of it, by ajv. The crawl asks each address of
// the document with whatever ids and names the answers before it held: as anybody, and with tokens of people of every kind.
import test from 'node:test';
import assert from 'node:assert/strict';
import Ajv from 'ajv/dist/2020.js';
import { BASE, fill, go, launch, login, open, visitor } from './site.mjs';

const PEOPLE = ['leader', 'analyst', 'auditor', 'clerk', 'base', 'founder', 'graduate', 'enterprise'];
const PAGES = { clerk: ['/filings/board'], base: ['/filings', '/carriers/mine'] };
const seeds = { '/indicators/{name}/rows': ['incubators', 'graduation_rate', 'jobs_new', 'filing_on_time', 'mentors'] };      // an indicator's values name more codes than are tried
const QUERY = { '/office/rows': '?what=needs' };
const TRIES = 60, ENOUGH = 5;                                                    // ids tried at an address, answers looked at
const SILENT = ['/listings/import/{id}'];                                        // nobody in the sample city has uploaded a list; after the journeys somebody has

async function token(browser, who) {
  const page = await visitor(browser);
  await login(page, who);
  await open(page, '/account/tokens/new');
  await fill(page, { name: 'api' });
  await go(page, 'main form button[type=submit]');
  const found = /ballast_[0-9a-f]{64}/.exec(await page.textContent('main'));
  for (const path of PAGES[who] || []) {                                         // what no list of the API names
    await open(page, path);
    const links = await page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) if (/^\/carriers\/\d+\/desk$/.test(link) && PAGES[who].length < 6) PAGES[who].push(link.replace('desk', 'tenants'));
    for (const [, kind, id] of links.map((l) => /^\/(filings|ventures)\/(\d+)$/.exec(l)).filter(Boolean)) (seeds[`/${kind}/{id}`] ||= []).push(id);
  }
  await page.context().close();
  return found[0];
}

async function ask(path, bearer) {
  const answer = await fetch(`${BASE}/api/v1${path}`, { headers: { accept: 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) }, redirect: 'manual' });
  return { status: answer.status, text: await answer.text() };
}

test('every answer of the API is what its document says, for anybody and with a token', async () => {
  const browser = await launch(), doc = JSON.parse((await ask('/openapi')).text), ids = new Set(), names = new Set(), answered = new Map(), wrong = [];
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(doc, 'doc');
  const check = (path, status) => ajv.compile({ $ref: `doc#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1').replace(/[{}]/g, encodeURIComponent)}/get/responses/${status}/content/application~1json/schema` });
  const error = ajv.compile({ $ref: 'doc#/components/responses/error/content/application~1json/schema' });
  const bearers = [undefined];
  for (const who of PEOPLE) bearers.push(await token(browser, who));
  await browser.close();
  const gets = Object.keys(doc.paths).filter((p) => doc.paths[p].get);
  const seed = (under, values) => { for (const p of gets) if (p.startsWith(under)) seeds[p] = values || []; };      // all the list names: other ids and codes may be newer
  const checks = new Map(gets.map((p) => [p, check(p, 200)]));
  for (let round = 0; round < 2; round++) {
    for (const bearer of bearers) {
      for (const path of gets) {
        const key = /{(id|name)}/.exec(path)?.[1], tries = seeds[path]?.slice(0, TRIES) || (key ? [...(key === 'id' ? ids : names)].reverse().slice(0, TRIES) : ['']);
        let good = 0;
        for (const value of tries) {
          const real = path.replace(/{(id|name)}/, value) + (QUERY[path] || ''), { status, text } = await ask(real, bearer), json = JSON.parse(text), fits = status === 200 ? checks.get(path) : error;
          if (!fits(json)) wrong.push(`${real} ${status}: ${ajv.errorsText(fits.errors)} ${text.slice(0, 200)}`);
          if (status !== 200) { if (status === 401 || (status === 403 && !key)) break; continue; }
          answered.set(path, (answered.get(path) || 0) + 1);
          if (path === '/openapi') break;
          if (path === '/indicators') seed(path + '/{name}', json.indicators.map((x) => x.code));
          if (path === '/rounds') seed(path + '/{id}', text.match(/\b\d{15,19}\b/g));
          for (const [id] of text.matchAll(/\b\d{15,19}\b/g)) if (ids.size < 4000) { ids.delete(id); ids.add(id); }
          for (const [, name] of text.matchAll(/"(?:code|indicator)":"([a-z_0-9]+)"/g)) names.add(name);
          if (++good >= ENOUGH) break;
        }
      }
    }
  }
  assert.deepEqual([...new Set(wrong)].slice(0, 10), []);
  const silent = gets.filter((p) => !answered.has(p));
  assert.deepEqual(silent.filter((p) => !SILENT.includes(p)), []);
  // The check can fail: a member the document does not know, or one that is missing.
  const fits = checks.get('/carriers'), list = JSON.parse((await ask('/carriers')).text);
  assert.ok(fits(list));
  assert.equal(fits({ ...list, more: 1 }), false);
  assert.equal(fits({ ...list, carriers: [{ ...list.carriers[0], synthetic: 'yes' }] }), false);
  delete list.total;
  assert.equal(fits(list), false);
});
