// kill_round.mjs: the officers and the executioner of bench/kill_round. Everybody in the sample city applies, by SQL beforehand, so
// that a run has something to write.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ask, key, login, send as sendFrom, serve, sleep } from './kill_site.mjs';

const [, , binary, dir, cycles] = process.argv, db = `${dir}/b.db`, PLACES = 40;
const sql = (text) => execFileSync('sqlite3', [db], { input: text, encoding: 'utf8' }).trim();
const send = (base, path, cookie, fields) => sendFrom(base, '/rounds/new', path, cookie, fields);

// A round of its own for each cycle: set up and announced through the pages, its applicants by SQL while the server stands still.
async function round(base, clerk, n) {
  const day = (k) => new Date(Date.now() + 8 * 3600000 + k * 86400000).toISOString().slice(0, 10);
  const made = await send(base, '/rounds', clerk, { title_zh: `断电${n}`, kind: 'internship', division: '210200', opens_day: day(0), closes_day: day(3), objections_day: day(9),
    wishes_most: '5', files: 'public' });
  const id = /\/rounds\/(\d+)\//.exec(made.location)[1];
  await send(base, `/rounds/${id}/places/table`, clerk, { table: ['place,seats', ...Array.from({ length: PLACES }, (_, i) => `p${n}-${i},6`)].join('\n') });
  await send(base, `/rounds/${id}/announce`, clerk, {});
  return id;
}
const fill = (id) => sql(`BEGIN;
  INSERT INTO round_application SELECT ${id} + 1000 + i, ${id}, id, printf('A%010d', i), '', '', 'sent', 0, 1, 1, 1
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM account);
  INSERT INTO round_wish SELECT a.id, w.value, p.id FROM round_application a, json_each('[1,2,3]') w
    JOIN round_place p ON p.round = a.round AND p.position = 1 + (a.id + 7 * w.value) % ${PLACES} WHERE a.round = ${id};
  UPDATE round SET closed_ms = 1, version = version + 1 WHERE id = ${id}; COMMIT;`);

let site = await serve(binary, db);
const count = Number(sql('SELECT count(*) FROM account'));
let ran = 0, not = 0, acknowledged = 0, lost = 0, torn = 0;
for (let n = 0; n < Number(cycles); n++) {
  let clerk = await login(site.base, 'clerk'), approver = await login(site.base, 'approver');
  const id = await round(site.base, clerk, n);
  fill(id);
  const asked = await send(site.base, `/rounds/${id}/ask`, clerk, { verb: 'run' });
  if (asked.status !== 303 || !sql(`SELECT ask FROM round WHERE id = ${id}`)) throw new Error(`the run could not be proposed: ${asked.status} ${asked.location}`);
  const page = await ask(site.base, `/rounds/${id}/office`, approver);
  const done = ask(site.base, `/rounds/${id}/confirm`, approver, { verb: 'run', form_key: key(page.text) }).then((a) => a.status === 303, () => false);
  await sleep(Math.random() * 30);
  site.kill();
  const said = await done;
  site = await serve(binary, db);
  const [state, ask_, results, holdings, takens] = sql(`SELECT state, ask, (SELECT count(*) FROM round_result WHERE round = ${id}), (SELECT count(*) FROM round_holding h JOIN round_application a ON a.id = h.application WHERE a.round = ${id}),
    (SELECT count(*) FROM round_taken t JOIN round_place p ON p.id = t.place WHERE p.round = ${id}) FROM round WHERE id = ${id}`).split('|');
  const whole = state === 'ran' && ask_ === '' && results === '1' && Number(holdings) === count && Number(takens) === PLACES;
  const none = state === 'announced' && ask_ === 'run' && results === '0' && holdings === '0' && takens === '0';
  if (!whole && !none) { torn++; console.log(`torn: ${state} ${ask_} ${results} ${holdings} ${takens}`); }
  if (said) { acknowledged++; if (!whole) { lost++; console.log('an acknowledged run is lost'); } }
  if (whole) {
    ran++;
    for (const [name, column] of [['places.csv', 'places_csv'], ['applicants.csv', 'applicants_csv'], ['result.json', 'result_json']])
      writeFileSync(`${dir}/${name}`, Buffer.from(sql(`SELECT hex(${column}) FROM round_result WHERE round = ${id}`), 'hex'));
    execFileSync(binary, ['round', 'verify', `${dir}/result.json`]);
  } else not++;
}
if (sql('PRAGMA integrity_check') !== 'ok') torn++;
site.stop();
console.log(`${cycles} cycles of kill -9 around a run of ${count} applicants: ${ran} had run whole, ${not} not at all, ${torn} in between; ${acknowledged} acknowledged, ${lost} lost`);
process.exit(torn || lost || !ran || !not ? 1 : 0);
