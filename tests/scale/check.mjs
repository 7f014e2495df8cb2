// check.mjs COMMAND: signs people in and checks what several servers share. run.sh starts the servers; their addresses are in $FRONT (nginx),
// $DISCORD (the sandbox) and $PORTS (each server).
const { FRONT, DISCORD, PORTS = '' } = process.env;
const host = new URL(FRONT).host;
const servers = PORTS.split(' ').filter(Boolean).map(port => `http://127.0.0.1:${port}`);
const { request } = await import('node:http');

/** Sends a request to a server, which is asked for by nginx's name, and returns status, headers and body. */
function send(base, path, { method = 'GET', cookie = '', form } = {}) {
  const body = form && new URLSearchParams(form).toString();
  const headers = { host, accept: 'text/html', ...(cookie && { cookie }) };
  if (body !== undefined) Object.assign(headers, { origin: FRONT, 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) });
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, base), { method, headers, agent: false }, answer => {
      const parts = [];
      answer.on('data', part => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const cookies = answer => (answer.headers['set-cookie'] ?? []).map(cookie => cookie.split(';')[0]).join('; ');
const open = (base, cookie, path = '/dashboard') => send(base, path, { cookie });
const fail = sentence => { console.error(sentence); process.exit(1); };
const expect = (is, sentence) => { if (!is) fail(sentence); };
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Signs a person in as a browser does: form, consent page, callback. Returns the cookies. */
async function signIn(person) {
  const started = await send(FRONT, '/auth/login', { method: 'POST', form: { return_to: '/dashboard' } });
  const authorize = new URL(started.headers.location);
  const consent = await (await fetch(authorize)).text();
  const label = consent.split('<label').find(part => part.includes(`<b>${person}</b>`)) ?? fail(`There is no ${person}.`);
  const fields = new URLSearchParams(authorize.search);
  fields.set('person', /value="([^"]+)"/.exec(label)[1]);
  fields.set('decision', 'authorize');
  const decided = await fetch(authorize.origin + authorize.pathname, { method: 'POST', body: fields, redirect: 'manual' });
  const callback = new URL(decided.headers.get('location'));
  const arrived = await send(FRONT, callback.pathname + callback.search, { cookie: cookies(started) });
  expect(arrived.headers.location === '/dashboard', `The sign-in ends at ${arrived.headers.location}.`);
  return cookies(arrived).split('; ').filter(cookie => !cookie.endsWith('=')).join('; ');
}

async function statuses(cookie) {
  return (await Promise.all(servers.map(server => open(server, cookie)))).map(answer => answer.status);
}

const set = form => fetch(`${DISCORD}/control/settings`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
const refreshes = async () => (await (await fetch(`${DISCORD}/control/counters`)).json())['POST /oauth2/token (refresh_token)'] ?? 0;

const commands = {
  async 'sign-in'(person) {
    console.log(await signIn(person));
  },
  async 'sign-out'() {
    const [here, there] = [await signIn('Mira Lindqvist'), await signIn('Mira Lindqvist')];
    for (const cookie of [here, there]) expect((await statuses(cookie)).every(status => status === 200), 'A server does not know the sign-in.');
    await send(servers[0], '/auth/logout', { method: 'POST', cookie: here, form: { reach: 'everywhere' } });
    const after = [...await statuses(here), ...await statuses(there)];
    expect(after.every(status => status === 303), `After the sign-out, the servers answer ${after}.`);
    console.log(`| sign-out everywhere, at one of ${servers.length} servers | counts at all of them with the next request |`);
  },
  async refresh() {
    const cookie = await signIn('Pim de Boer');
    // The app refreshes in a token's last minute, so this one is used for two seconds.
    await set({ token_lifetime: '62' });
    const short = await signIn('Mira Lindqvist');
    await sleep(2500);
    const before = await refreshes();
    const pages = Array.from({ length: 60 }, (_, turn) => open(servers[turn % servers.length], short, '/dashboard/guilds'));
    const answers = (await Promise.all(pages)).map(answer => answer.status);
    expect(answers.every(status => status === 200), `Pages at the end of a token are answered ${answers}.`);
    const count = await refreshes() - before;
    expect(count === 1, `${count} refreshes for one token.`);
    await set({ token_lifetime: '604800' });
    expect((await open(FRONT, cookie)).status === 200, 'Another person is signed out.');
    console.log(`| 60 pages over ${servers.length} servers when a token ends | 1 refresh |`);
  },
  async kill(pid) {
    const people = await Promise.all(['Mira Lindqvist', 'Pim de Boer', 'Kaito Mori'].map(signIn));
    let [pages, stop] = [0, false];
    const visit = async cookie => {
      while (!stop) {
        const { status } = await open(FRONT, cookie, '/dashboard/profile');
        expect(status === 200, `A page is answered ${status} while a server dies.`);
        pages += 1;
      }
    };
    const visits = people.map(visit);
    await sleep(1000);
    process.kill(Number(pid), 'SIGKILL');
    await sleep(2000);
    stop = true;
    await Promise.all(visits);
    console.log(`| a server killed (SIGKILL) under load | ${pages} pages, all of them answered; nobody signed out |`);
  },
};

const [command, ...rest] = process.argv.slice(2);
await (commands[command] ?? fail(`There is no command ${command}.`))(...rest);
