// kill_site.mjs: what the benches that kill the server share: starting it, asking it, ending it without warning.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export const password = /DEMO_PASSWORD "([^"]+)"/.exec(readFileSync('src/web/demo.h', 'utf8'))[1];
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const key = (html) => /name="form_key" value="([0-9a-f]+)"/.exec(html)[1];

// A server that ends by itself is a fault of its own: told with its last words.
export async function serve(binary, db) {
  const child = spawn(binary, ['serve', '--db', db, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '', asked = false;
  child.stderr.on('data', (d) => { said = (said + d).slice(-4000); });
  const base = await new Promise((done, failed) => {
    child.stdout.once('data', (d) => done(String(d).trim().replace(/\/$/, '')));
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  child.removeAllListeners('exit');
  child.once('exit', (code, signal) => { if (!asked) console.log(`the server ended by itself with ${code ?? signal}: ${said}`); });
  const end = (signal) => { asked = true; child.kill(signal); };
  return { base, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

export async function ask(base, path, cookie, fields) {
  const options = { headers: { ...(cookie && { cookie }) }, redirect: 'manual' };
  if (fields) { options.method = 'POST'; options.body = new URLSearchParams(fields); }
  const answer = await fetch(base + path, options);
  return { status: answer.status, location: answer.headers.get('location') || '', cookies: answer.headers.getSetCookie(), text: await answer.text() };
}

// A form sent with the key of the page at `from`; session: the cookie it gives.
export async function send(base, from, path, cookie, fields) {
  return ask(base, path, cookie, { ...fields, form_key: key((await ask(base, from, cookie)).text) });
}
export const session = (answer) => answer.cookies.map((c) => c.split(';')[0]).find((c) => c.startsWith('session='));
export const login = async (base, who) => session(await send(base, '/login', '/login', null, { login: who, password }));
