import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, plainTest as test, type Page } from '../end2end/fixtures';
import { ConsentPage } from '../end2end/pages/consent-page';
import { Dashboard } from '../end2end/pages/dashboard';
import { LoginPage } from '../end2end/pages/login-page';
import { MIRA } from '../end2end/people';

// template/watch-proof.sh runs `cargo leptos watch` in a copy of the repository, and this file edits the copy. The words in `from` have to
// be in these files. Change both together.
const PAGE = { file: 'src/pages/profile.rs', from: 'Raw data from Discord', to: 'Raw data, just edited' };
const ISLAND = { file: 'src/islands/list_search.rs', from: '"Search "', to: '"Find "' };
const TOKEN = { file: 'style/tokens.css', name: '--accent' };

/** The proof fails if a rebuild takes longer. The budgets of the three rebuilds are only reported. */
const TIMEOUT = 180_000;

test('the browser shows saved files by itself, and nobody is signed out', async ({ page }) => {
  await new LoginPage(page).open();
  await new LoginPage(page).startSignIn();
  await new ConsentPage(page).authorizeAs(MIRA);
  await new Dashboard(page).greets(MIRA);

  await test.step('a page', async () => {
    await new Dashboard(page).goTo('Profile');
    await expect(page.getByText(PAGE.from)).toBeVisible();
    await isHydrated(page);
    const before = wasm();
    const seconds = await timed(async () => {
      edit(PAGE.file, text => exchange(text, PAGE.from, PAGE.to));
      await expect(page.getByText(PAGE.to)).toBeVisible({ timeout: TIMEOUT });
    });
    await new Dashboard(page).isOf(MIRA);
    expect(wasm(), 'an edited page does not change the browser half').toEqual(before);
    report('a page', seconds, 8);
  });

  await test.step('an island', async () => {
    await new Dashboard(page).goTo('Servers');
    await expect(page.getByRole('searchbox', { name: 'Search servers' })).toBeVisible();
    await isHydrated(page);
    const before = wasm();
    const seconds = await timed(async () => {
      edit(ISLAND.file, text => exchange(text, ISLAND.from, ISLAND.to));
      await expect(page.getByRole('searchbox', { name: 'Find servers' })).toBeVisible({ timeout: TIMEOUT });
    });
    await new Dashboard(page).isOf(MIRA);
    expect(wasm(), 'an edited island changes the browser half').not.toEqual(before);
    report('an island', seconds, 15);
  });

  await test.step('a style sheet', async () => {
    await isHydrated(page);
    await page.evaluate(() => document.documentElement.setAttribute('data-still-this-document', ''));
    const before = await token(page);
    const seconds = await timed(async () => {
      edit(TOKEN.file, text => exchange(text, new RegExp(`(\\s${TOKEN.name}:)[^;]+;`), '$1 rgb(1 2 3);'));
      await expect.poll(() => token(page), { timeout: TIMEOUT, intervals: [50] }).not.toBe(before);
    });
    await expect(page.locator('html'), 'a style sheet needs no reload').toHaveAttribute('data-still-this-document');
    await new Dashboard(page).isOf(MIRA);
    report('a style sheet', seconds, 2);
  });
});

/** Waits until the page is fully loaded, including the connection that tells it about changes. */
async function isHydrated(page: Page) {
  await page.waitForLoadState('networkidle');
}

function edit(file: string, change: (text: string) => string) {
  const path = join(process.env.WATCHED_TREE ?? '', file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, `${file} no longer holds what template/watch.spec.mts edits`).not.toBe(before);
  writeFileSync(path, after);
}

function exchange(text: string, from: string | RegExp, to: string) {
  return typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to);
}

async function timed(work: () => Promise<void>) {
  const started = Date.now();
  await work();
  return (Date.now() - started) / 1000;
}

function report(what: string, seconds: number, budget: number) {
  const verdict = seconds <= budget ? 'within' : 'OVER';
  console.log(`saving ${what} to seeing it: ${seconds.toFixed(1)} s (${verdict} the budget of ${budget} s)`);
}

/** Returns when cargo last wrote the WebAssembly, and the hash of what the browser gets. */
function wasm() {
  const served = readFileSync(process.env.WASM_OF_SITE ?? '');
  return {
    builtAt: statSync(process.env.WASM_OF_CARGO ?? '').mtimeMs,
    served: createHash('sha256').update(served).digest('hex'),
  };
}

function token(page: Page) {
  return page.evaluate(name => getComputedStyle(document.documentElement).getPropertyValue(name), TOKEN.name);
}
