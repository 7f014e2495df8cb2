import { launch } from 'chrome-launcher';
import lighthouse, { type Result } from 'lighthouse';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA } from './people';

// Runs Lighthouse on each page with its throttled phone (scripts/lighthouse.sh). Every score has to be 100.
const PUBLIC = ['/', '/login'];
const PRIVATE = [...Dashboard.paths, Dashboard.admin, '/dashboard/guilds/420904194539651073'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
/** One slow run proves nothing, so a page below 100 is measured this often, and the median counts. */
const RUNS = 3;

test('every page scores 100 on a phone', async ({ sessionOf, baseURL }) => {
  const { cookies } = await sessionOf(MIRA);
  const session = cookies.filter(cookie => cookie.path === '/').map(({ name, value }) => `${name}=${value}`).join('; ');
  const chrome = await launch({
    chromePath: process.env.CHROMIUM,
    // Chromium's own sandbox does not start as root.
    chromeFlags: ['--headless=new', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const short: string[] = [];
  try {
    console.log(row('page', [...CATEGORIES, 'KB', 'FCP ms', 'LCP ms', 'TBT ms', 'TTI ms', 'CLS']));
    for (const path of [...PUBLIC, ...PRIVATE]) {
      const headers = PRIVATE.includes(path) ? { Cookie: session } : undefined;
      const result = await median(() => measure(`${baseURL}${path}`, chrome.port, headers));
      if (typeof result === 'string') {
        console.log(row(path, [result]));
        short.push(`${path}: ${result}`);
        continue;
      }
      console.log(row(path, [...CATEGORIES.map(name => String(percent(result, name))), ...numbers(result)]));
      const reasons = audits(result);
      if (reasons.length > 0) console.log(reasons.map(reason => `    ${reason}`).join('\n'));
      short.push(...CATEGORIES.filter(name => percent(result, name) < 100).map(name => `${path}: ${name} ${percent(result, name)}`));
    }
  } finally {
    chrome.kill();
  }
  expect(short, 'scores below 100').toEqual([]);
});

/** Returns the result, or a text that says why Lighthouse has no result. */
async function measure(url: string, port: number, extraHeaders?: Record<string, string>): Promise<Result | string> {
  // robots.txt keeps search engines out of private pages, which Lighthouse would report.
  const skipAudits = extraHeaders ? ['is-crawlable'] : [];
  const run = await lighthouse(url, { port, extraHeaders, onlyCategories: CATEGORIES, skipAudits, output: 'json', logLevel: 'error' });
  if (!run) return 'nothing';
  const { runtimeError, finalDisplayedUrl } = run.lhr;
  if (runtimeError) return runtimeError.message;
  // A page that redirects would get the scores of another page.
  return finalDisplayedUrl === url ? run.lhr : `leads to ${finalDisplayedUrl}`;
}

async function median(run: () => Promise<Result | string>): Promise<Result | string> {
  const results: Result[] = [];
  do {
    const result = await run();
    if (typeof result === 'string') return result;
    results.push(result);
  } while (percent(results[0], 'performance') < 100 && results.length < RUNS);
  results.sort((one, other) => percent(one, 'performance') - percent(other, 'performance'));
  return results[Math.floor(results.length / 2)];
}

function percent(result: Result, category: string) {
  return Math.round((result.categories[category].score ?? 0) * 100);
}

function numbers({ audits }: Result) {
  const value = (id: string) => audits[id].numericValue ?? NaN;
  const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'interactive'];
  return [
    (value('total-byte-weight') / 1000).toFixed(1),
    ...times.map(id => value(id).toFixed(0)),
    value('cumulative-layout-shift').toFixed(3),
  ];
}

/** Lists each audit below 1 with its findings. Audits in brackets do not count for a score. */
function audits({ audits, categories }: Result) {
  const weights = new Map(Object.values(categories).flatMap(category => category.auditRefs.map(({ id, weight }) => [id, weight])));
  return Object.values(audits)
    .filter(({ id, score }) => weights.has(id) && score !== null && score < 1)
    .map(({ id, score, title, displayValue, details }) => {
      const text = [`${id} ${score?.toFixed(2)}: ${title}`, displayValue].filter(Boolean).join(', ');
      if (!weights.get(id)) return `(${text})`;
      const found = details && 'items' in details ? JSON.stringify(details.items.slice(0, 3)).slice(0, 400) : '';
      return `${text} ${found}`;
    });
}

function row(page: string, columns: string[]) {
  return page.padEnd(38) + columns.map(column => column.padStart(Math.max(8, Math.min(column.length, 14) + 1))).join('');
}
