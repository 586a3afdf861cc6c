// kill.mjs: the clients and the executioner of bench/kill.
import { spawn, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [, , binary, db, cycles] = process.argv;
const password = /DEMO_PASSWORD "([^"]+)"/.exec(readFileSync('src/web/demo.h', 'utf8'))[1];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function serve() {
  const child = spawn(binary, ['serve', '--db', db, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const base = await new Promise((done, failed) => {
    child.stdout.once('data', (d) => done(String(d).trim().replace(/\/$/, '')));
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}`)));
  });
  return { child, base };
}

const key = (html) => /name="form_key" value="([0-9a-f]+)"/.exec(html)[1];
const cookieOf = (answer) => answer.headers.getSetCookie().map((c) => c.split(';')[0]).find((c) => c.startsWith('session='));

async function ask(base, path, cookie, fields) {
  const options = { headers: { ...(cookie && { cookie }) }, redirect: 'manual' };
  if (fields) { options.method = 'POST'; options.body = new URLSearchParams(fields); }
  const answer = await fetch(base + path, options);
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text(), answer };
}

// An account posts so many a day and no more: each cycle is another person's.
const people = readFileSync('data/demo/people.tsv', 'utf8').split('\n').slice(1).map((l) => l.split('\t')[0]).filter(Boolean);
async function login(base, cycle) {
  const page = await ask(base, '/login');
  const done = await ask(base, '/login', null, { login: people[cycle % people.length], password, form_key: key(page.text) });
  return cookieOf(done.answer);
}

let acknowledged = [], lost = 0, checked = 0, broken = 0;
async function client(base, cookie, state, n) {
  const form = await ask(base, '/listings/new?side=need&kind=job', cookie);
  for (let i = 0; !state.over; i++) {
    try {
      const page = i ? await ask(base, '/listings/new?side=need&kind=job', cookie) : form;
      const done = await ask(base, '/listings', cookie, { side: 'need', kind: 'job', title_zh: `断电${n}-${i}`, then: 'draft', form_key: key(page.text) });
      if (done.status === 303 && /^\/listings\/\d+$/.test(done.location)) acknowledged.push(done.location);
    } catch { return; }
  }
}

let { child, base } = await serve();
for (let cycle = 0; cycle < Number(cycles); cycle++) {
  const state = { over: false }, cookie = await login(base, cycle);
  const clients = Array.from({ length: 4 }, (_, n) => client(base, cookie, state, `${cycle}-${n}`).catch(() => {}));
  await sleep(30 + Math.random() * 300);
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  state.over = true;
  await Promise.all(clients);
  ({ child, base } = await serve());
  for (const path of acknowledged) { checked++; if ((await ask(base, path, cookie)).status !== 200) { lost++; console.log(`lost: ${path}`); } }
  acknowledged = [];
  if (cycle % 25 === 24 || cycle === Number(cycles) - 1) {
    if (execFileSync('sqlite3', [db, 'PRAGMA integrity_check']).toString().trim() !== 'ok') broken++;
    process.stderr.write(`${cycle + 1} cycles, ${checked} acknowledged, ${lost} lost\n`);
  }
}
child.removeAllListeners('exit');
child.kill('SIGTERM');
console.log(`${cycles} cycles of kill -9: ${checked} drafts acknowledged, ${lost} lost, ${broken} files broken`);
process.exit(lost || broken || !checked ? 1 : 0);
