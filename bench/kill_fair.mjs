// kill_fair.mjs: the officer and the executioner of bench/kill_fair. The first cycle runs undisturbed and tells how long one takes. After a timetable has been made whole, it is taken away by SQL,
// so that the next cycle has something to make.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ask, key, login, serve, sleep } from './kill_site.mjs';

const [, , binary, dir, cycles] = process.argv, db = `${dir}/b.db`;
const FILES = { 'meetings.csv': 'meetings_csv', 'people.csv': 'people_csv', 'slots.csv': 'slots_csv', 'places.csv': 'places_csv', 'result.json': 'result' };
const sql = (text) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', db], { input: text, encoding: 'utf8' }).trim();
const id = sql("SELECT min(id) FROM fair WHERE state = 'register'");
const events = () => Number(sql(`SELECT count(*) FROM event WHERE subject = ${id} AND verb = 'timetabled'`));

function verified() {
  for (const [name, column] of Object.entries(FILES))
    writeFileSync(`${dir}/${name}`, Buffer.from(sql(`SELECT hex(${column}) FROM fair_timetable WHERE fair = ${id}`), 'hex'));
  try { execFileSync(binary, ['fair', 'verify', ...['result.json', 'meetings.csv', 'people.csv', 'slots.csv', 'places.csv'].map((n) => `${dir}/${n}`)]); return true; }
  catch { return false; }
}

let site = await serve(binary, db), before = events();
let made = 0, not = 0, acknowledged = 0, lost = 0, torn = 0, meetings, takes = 0;
for (let n = 0; n < Number(cycles); n++) {
  const clerk = await login(site.base, 'clerk');
  const desk = await ask(site.base, `/fairs/${id}/desk`, clerk);
  const began = performance.now();
  const done = ask(site.base, `/fairs/${id}/step`, clerk, { verb: 'timetable', form_key: key(desk.text) }).then((a) => a.status === 303, () => false);
  if (!takes) { await done; takes = performance.now() - began; }
  else await sleep(Math.random() * 1.2 * takes);
  site.kill();
  const said = await done;
  site = await serve(binary, db);
  const [state, tables, all, placed, rows, slots] = sql(`SELECT state, (SELECT count(*) FROM fair_timetable WHERE fair = ${id}),
    (SELECT coalesce(max(meetings), 0) FROM fair_timetable WHERE fair = ${id}), (SELECT coalesce(max(placed), 0) FROM fair_timetable WHERE fair = ${id}),
    (SELECT count(*) FROM fair_meeting WHERE fair = ${id}), (SELECT count(*) FROM fair_meeting WHERE fair = ${id} AND slot > 0) FROM fair WHERE id = ${id}`).split('|');
  const told = events() - before;
  const whole = state === 'provisional' && tables === '1' && told === 1 && Number(all) > 0 && rows === all && slots === placed && verified();
  const none = state === 'register' && tables === '0' && told === 0 && rows === '0';
  if (!whole && !none) { torn++; console.log(`torn: ${state} ${tables} ${all} ${placed} ${rows} ${slots} ${told}`); }
  if (said) { acknowledged++; if (!whole) { lost++; console.log('an acknowledged timetable is lost'); } }
  if (none) { not++; continue; }
  made += whole;
  meetings = all;
  sql(`BEGIN; DELETE FROM fair_meeting WHERE fair = ${id}; DELETE FROM fair_timetable WHERE fair = ${id}; UPDATE fair SET state = 'register' WHERE id = ${id}; COMMIT;`);
  before += told;
}
if (sql('PRAGMA integrity_check') !== 'ok') torn++;
site.stop();
console.log(`${cycles} cycles of kill -9 around a timetable of ${meetings} meetings: ${made} had been made whole, ${not} not at all, ${torn} in between; ${acknowledged} acknowledged, ${lost} lost`);
process.exit(torn || lost || !made || !not ? 1 : 0);
