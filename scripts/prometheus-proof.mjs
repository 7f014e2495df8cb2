// The steps of scripts/prometheus-proof.sh that speak HTTP:
//   visit SITE          signs Mira in with the sandbox and opens pages
//   query PROMETHEUS    waits until Prometheus has read the metrics, and runs every query of the dashboard and every alert
//   scrape METRICS      prints the metrics
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PERSON = 'Mira Lindqvist';
const SECONDS = 20;

/** Fails with a sentence if a condition does not hold. */
function check(holds, sentence) {
  if (!holds) throw new Error(sentence);
}

function redirectOf(response) {
  check(response.status === 303, `${response.url} answered ${response.status}, not a redirect.`);
  return new URL(response.headers.get('location'), response.url).href;
}

const cookiesOf = response => response.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ');

async function visit(site) {
  const ask = (url, options = {}) => fetch(url, { redirect: 'manual', ...options });
  const started = await ask(`${site}/auth/login`, { method: 'POST', headers: { origin: site }, body: new URLSearchParams() });
  const consent = new URL(redirectOf(started));
  const page = await (await ask(consent)).text();
  const label = page.split('<label').find(label => label.includes(`<b>${PERSON}</b>`));
  const fields = new URLSearchParams(consent.search);
  fields.set('person', label.split('value="')[1].split('"')[0]);
  fields.set('decision', 'authorize');
  const decided = await ask(consent.origin + consent.pathname, { method: 'POST', headers: { origin: site }, body: fields });
  const callback = await ask(redirectOf(decided), { headers: { cookie: cookiesOf(started) } });
  check(redirectOf(callback).endsWith('/dashboard'), 'The sign-in did not lead to the dashboard.');
  const cookie = cookiesOf(callback);
  for (const [path, status] of [['/dashboard', 200], ['/dashboard/guilds', 200], ['/dashboard/guilds', 200], ['/no/such/page', 404]]) {
    const response = await ask(site + path, { headers: { cookie, accept: 'text/html' } });
    check(response.status === status, `${path} answered ${response.status}, not ${status}.`);
  }
}

async function query(prometheus) {
  const api = async path => (await fetch(`${prometheus}/api/v1/${path}`)).json();
  const run = async expression => {
    const answer = await api(`query?query=${encodeURIComponent(expression)}`);
    check(answer.status === 'success', `Prometheus refuses ${expression}: ${answer.error}`);
    return answer.data.result;
  };
  const until = async (what, holds) => {
    for (const deadline = Date.now() + SECONDS * 1000; ;) {
      if (await holds().catch(() => false)) return;
      check(Date.now() < deadline, `Prometheus does not show ${what} within ${SECONDS} seconds.`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  };
  const atLeast = (expression, count) =>
    until(`${expression} >= ${count}`, async () => Number((await run(`sum(${expression})`))[0].value[1]) >= count);

  await atLeast('up{job="app"}', 1);
  for (const [expression, count] of [
    ['app_http_requests_total{method="GET",route="/dashboard",status="200"}', 1],
    ['app_http_requests_total{route="/dashboard/guilds",status="200"}', 2],
    ['app_http_requests_total{route="unknown",status="404"}', 1],
    ['app_http_request_duration_seconds_count{route="/dashboard"}', 1],
    ['app_http_request_duration_seconds_bucket{route="/dashboard",le="+Inf"}', 1],
    ['app_sign_ins_total{purpose="sign_in",outcome="ok"}', 1],
    ['app_signed_in_browsers', 1],
    ['app_discord_requests_total{route="POST /oauth2/token",outcome="ok"}', 1],
    ['app_discord_requests_total{route="GET /users/@me/guilds",outcome="ok"}', 1],
    ['app_cache_lookups_total{cache="guilds",result="hit"}', 1],
    ['app_database_connections', 1],
  ]) {
    await atLeast(expression, count);
  }
  for (const closed of ['app_discord_breaker_open', 'app_discord_recent_refusals']) {
    check(Number((await run(`max(${closed})`))[0]?.value[1]) === 0, `${closed} is not 0.`);
  }

  const dashboard = readFileSync(fileURLToPath(new URL('../docs/grafana-dashboard.json', import.meta.url)), 'utf8');
  const queries = JSON.parse(dashboard).panels.flatMap(panel => panel.targets.map(target => target.expr));
  for (const expression of queries) {
    await run(expression.replaceAll('$__rate_interval', '10s').replaceAll('$job', '.*'));
  }
  let rules = [];
  await until('a result of every alert', async () => {
    rules = (await api('rules')).data.groups.flatMap(group => group.rules);
    return rules.length > 0 && rules.every(rule => rule.health === 'ok');
  });
  console.log(`Prometheus read the metrics, and ran ${queries.length} queries of the dashboard and ${rules.length} alerts.`);
}

const steps = { visit, query, scrape: async url => process.stdout.write(await (await fetch(url)).text()) };
const [step, address] = process.argv.slice(2);
try {
  await steps[step](address);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
