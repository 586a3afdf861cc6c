// kill_filing.mjs: the manager, the officer and the executioner of bench/kill_filing. The first cycle runs undisturbed and tells how long its
// two steps take. What has been handed in is returned by the officer, so that the next cycle has something to hand in.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { ask, key, login, serve, sleep } from './kill_site.mjs';

const [, , binary, dir, cycles] = process.argv, db = `${dir}/b.db`, PEOPLE = 300;
const reader = "import sqlite3, sys; print(chr(10).join('|'.join('' if v is None else str(v) for v in r) for r in sqlite3.connect(sys.argv[1], 5).execute(sys.argv[2])))";
const sql = (text) => execFileSync('python3', ['-c', reader, db, text], { encoding: 'utf8' }).trim();
let site = await serve(binary, db), manager = await login(site.base, 'base.ship');
const number = (s) => Number(String(s ?? '').replace(/[^0-9.]/g, '')) || 0;
const firms = (html) => [...html.split('<section aria-labelledby="firms">')[1].split('</section>')[0].matchAll(/<tr><th scope="row">([\s\S]*?)<\/tr>/g)]
  .map((m) => m[1].split(/<\/t[hd]>/).map((c) => c.replace(/<[^>]*>/g, '').trim()));
const resident = (n) => {
  const first = `21029919${60 + n % 30}0101${String(100 + Math.floor(n / 30)).padStart(3, '0')}`, weight = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return first + '10X98765432'[weight.reduce((s, w, i) => s + w * Number(first[i]), 0) % 11];
};

// The month that is open, with what was filed last month beside its firms.
const [path, before] = [...(await ask(site.base, '/filings', manager)).text.matchAll(/<th scope="row"><a href="(\/filings\/\d+)"/g)].map((m) => m[1]);
const id = path.split('/')[2], [carrier, period] = sql(`SELECT carrier, period FROM filing WHERE id = ${id}`).split('|');
const last = new Map(firms((await ask(site.base, before, manager)).text).map((r) => [r[0], r]));
const rows = firms((await ask(site.base, path, manager)).text).map(([name, code]) => {
  const l = last.get(name);
  return [code, name, 'operating', l ? number(l[3]) : 5, 0, 1, l ? number(l[6]) : 50, 1, 0, l ? number(l[9]) : 0];
});
const sum = (at) => rows.reduce((s, r) => s + r[at], 0);
const firmsCsv = `uscc,name,standing,employees,fresh,opportunities,revenue,rnd,financing,ip\n${rows.map((r) => r.join(',')).join('\n')}\n`;
const peopleCsv = `name,id,firm,start\n${Array.from({ length: PEOPLE }, (_, i) => `王试${i},${resident(i)},${rows[0][1]},${String(period).slice(0, 4)}-${String(period).slice(4)}-01`).join('\n')}\n`;

async function upload(csv) {
  const form = new FormData();
  form.set('form_key', key((await ask(site.base, `${path}/upload`, manager)).text.split('<main')[1]));
  form.set('file', new Blob([csv]), 'rows.csv');
  const answer = await fetch(`${site.base}${path}/upload`, { method: 'POST', body: form, headers: { cookie: manager }, redirect: 'manual' });
  const to = answer.headers.get('location');
  if (!to) throw new Error(`the upload was refused: ${(await answer.text()).split('<main')[1]?.replace(/<[^>]*>/g, ' ').slice(0, 400)}`);
  return to;
}
const hidden = (html) => Object.fromEntries([...html.split('<main')[1].matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
const press = async (from, to, more = {}) => ask(site.base, to, manager, { ...hidden((await ask(site.base, from, manager)).text), ...more });

// Presses, and ends the server at a moment around it. -> acknowledged?
let takes = {};
async function killed(what, from, to, more) {
  const fields = { ...hidden((await ask(site.base, from, manager)).text), ...more }, began = performance.now();
  const done = ask(site.base, to, manager, fields).then((a) => a.status === 303, () => false);
  if (!takes[what]) { await done; takes[what] = performance.now() - began; } else await sleep(Math.random() * 1.2 * takes[what]);
  site.kill();
  const said = await done;
  site = await serve(binary, db);
  manager = await login(site.base, 'base.ship');
  return said;
}

const count = { whole: 0, none: 0, torn: 0, acknowledged: 0, lost: 0 };
function tally(said, whole, none, what) {
  count[whole ? 'whole' : none ? 'none' : 'torn']++;
  if (!whole && !none) console.log(`torn: ${what}`);
  count.acknowledged += said;
  if (said && !whole) { count.lost++; console.log(`an acknowledged one is lost: ${what}`); }
  return whole;
}

const lines = (sheet) => Number(sql(`SELECT coalesce(max(s.lines), 0) FROM filing f JOIN filing_version v ON v.filing = f.id AND v.number = f.draft JOIN filing_sheet s ON s.filing_version = v.id AND s.sheet = '${sheet}' WHERE f.id = ${id}`));
const cell = (measure) => Number(sql(`SELECT coalesce(sum(value), 0) FROM cell WHERE measure = '${measure}' AND cut = 'carrier' AND code = '${carrier}' AND grp = '' AND month = ${period}`));
const claims = () => Number(sql(`SELECT count(*) FROM job_claim WHERE source_kind = 'filing' AND source = ${id} AND state = 'live'`));
const handed = () => Number(sql(`SELECT count(*) FROM event WHERE verb = 'handed_in' AND subject = ${id}`));

// 1: the people's rows are taken into the draft, where none are.
async function taking() {
  const to = await upload(peopleCsv);
  const said = await killed('take', to, `${to}/take`);
  const n = lines('people'), whole = tally(said, n === PEOPLE, n === 0, `${n} people in the draft`);
  if (!whole) await press(to, `${to}/take`);
}

// 2: the return is handed in.
async function handing() {
  const summary = { employees: sum(3), fresh: 0, opportunities: sum(5), revenue: Math.round(sum(6) * 10) / 10, rnd: sum(7), financed: 0, financing: 0, ip: sum(9), inventions: 1, high_tech: 1, docking_events: 2, area_used: 300 };
  await press(`${path}/edit`, `${path}/edit`, summary);
  const check = (await ask(site.base, `${path}/check`, manager)).text, told = handed();
  if (/id="red"/.test(check)) throw new Error(`red: ${check.split('id="red"')[1].replace(/<[^>]*>/g, ' ').slice(0, 600)}`);
  const why = Object.fromEntries([...check.matchAll(/name="(why\.[^"]+)"/g)].map((m) => [m[1], '核对过']));
  const said = await killed('submit', `${path}/check`, `${path}/submit`, why);
  const [state, live, values, print] = sql(`SELECT f.state, f.live, (SELECT count(*) FROM filing_value x WHERE x.filing_version = v.id), v.fingerprint FROM filing f
    LEFT JOIN filing_version v ON v.filing = f.id AND v.number = f.last AND f.last > 0 WHERE f.id = ${id}`).split('|');
  const counted = [cell('employees'), cell('filings_filed'), claims(), handed() - told];
  const filed = state === 'filed' && Number(live) > 0, right = JSON.stringify(counted) === JSON.stringify([sum(3), 1, PEOPLE, 1]);
  const whole = filed && right && Number(values) > 8 && print === await fingerprint();
  const none = !filed && live === '0' && JSON.stringify(counted) === '[0,0,0,0]';
  if (tally(said, whole, none, `${state} ${live} ${values} ${counted}`)) await back();
}

async function fingerprint() {
  const version = sql(`SELECT v.id FROM filing f JOIN filing_version v ON v.filing = f.id AND v.number = f.last WHERE f.id = ${id}`);
  return createHash('sha256').update((await ask(site.base, `/filings/versions/${version}/files/canonical.txt`, manager)).text).digest('hex');
}

// The officer returns it; nothing of it counts any more.
async function back() {
  const clerk = await login(site.base, 'clerk');
  const answer = await ask(site.base, `${path}/return`, clerk, { ...hidden((await ask(site.base, path, clerk)).text), reason: '请核对' });
  if (answer.status !== 303) throw new Error(`it could not be returned: ${answer.status}`);
  if (claims() || cell('employees') || cell('filings_filed')) { count.torn++; console.log('a returned one still counts'); }
}

const to = await upload(firmsCsv);
await press(to, `${to}/take`);
for (let n = 0; n < Number(cycles); n++) {
  if (lines('people') === 0) await taking();
  await handing();
}
if (sql('PRAGMA integrity_check') !== 'ok') count.torn++;
const found = spawnSync(binary, ['check', '--db', db], { encoding: 'utf8' }).stdout.split('\n').filter((l) => l.startsWith('!') && !l.includes('sample city'));
if (found.length) { count.torn++; console.log(found.join('\n')); }
if (!process.env.NO_RECOMPUTE) execFileSync('test/recompute.py', [db, site.base], { stdio: 'inherit' });
site.stop();
console.log(`${cycles} cycles of kill -9 around a return of ${rows.length} firms and ${PEOPLE} people (taken in ${Math.round(takes.take)} ms, handed in in ${Math.round(takes.submit)} ms): ${count.whole} whole, ${count.none} not at all, ${count.torn} in between; ${count.acknowledged} acknowledged, ${count.lost} lost`);
process.exit(count.torn || count.lost || !count.whole ? 1 : 0);
