// kill.mjs: the clients and the executioner of bench/kill.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ask, login, password, send, serve, session, sleep } from './kill_site.mjs';

const [, , binary, db, cycles] = process.argv;

// An account posts so many a day and no more: each cycle is a newcomer's, whose sign-up has to be there afterwards, too.
async function newcomer(base, name) {
  const done = await send(base, '/sign-up', '/sign-up', null, { login: name, name: '断电测试', kind: 'graduate', password, again: password, agree: '1' });
  if (done.status !== 303 || !session(done)) throw new Error(`no account: ${done.status}`);
  return session(done);
}

let acknowledged = [], lost = 0, checked = 0, broken = 0;
async function client(base, cookie, state, n) {
  for (let i = 0; !state.over; i++) {
    try {
      const done = await send(base, '/listings/new?side=need&kind=job', '/listings', cookie, { side: 'need', kind: 'job', title_zh: `断电${n}-${i}`, then: 'draft' });
      if (done.status === 303 && /^\/listings\/\d+$/.test(done.location)) acknowledged.push(done.location);
    } catch { return; }
  }
}

let site = await serve(binary, db);
for (let cycle = 0; cycle < Number(cycles); cycle++) {
  const state = { over: false }, who = `killed${cycle}`, cookie = await newcomer(site.base, who);
  const clients = Array.from({ length: 4 }, (_, n) => client(site.base, cookie, state, `${cycle}-${n}`).catch(() => {}));
  await sleep(30 + Math.random() * 300);
  site.kill();
  state.over = true;
  await Promise.all(clients);
  site = await serve(binary, db);
  const again = await login(site.base, who);
  for (const path of acknowledged) { checked++; if ((await ask(site.base, path, again)).status !== 200) { lost++; console.log(`lost: ${path}`); } }
  acknowledged = [];
  if (cycle % 25 === 24 || cycle === Number(cycles) - 1) {
    if ((await promisify(execFile)('sqlite3', [db, 'PRAGMA integrity_check'])).stdout.trim() !== 'ok') broken++;      // not blocking: the client must see its idle connections closed
    process.stderr.write(`${cycle + 1} cycles, ${checked} acknowledged, ${lost} lost\n`);
  }
}
site.stop();
console.log(`${cycles} cycles of kill -9: ${cycles} accounts and ${checked} drafts acknowledged, ${lost} lost, ${broken} files broken`);
process.exit(lost || broken || !checked ? 1 : 0);
