import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA } from './people';

// These tests do what only an island can do, because working HTML hides a broken island. Every test also checks that the
// console stays empty (trouble.ts).
test.use({ signedInAs: MIRA });

/** Opens a page and waits for the WebAssembly; the islands are hydrated a moment later. */
async function openWithWasm(page: Page, path: string) {
  const wasm = page.waitForResponse(response => response.url().endsWith('.wasm') && response.ok());
  await page.goto(path);
  await (await wasm).finished();
}

test('the filter works as one types, without asking the server', async ({ page, serversPage }) => {
  await openWithWasm(page, '/dashboard/guilds');
  await expect(async () => {
    await serversPage.type('fika');
    await expect(serversPage.names).toHaveCount(1, { timeout: 500 });
  }, 'the filter island is hydrated').toPass({ timeout: 10_000 });

  const requests: string[] = [];
  page.on('request', request => requests.push(`${request.method()} ${request.url()}`));
  await serversPage.type('BO');
  await serversPage.shows(2, MIRA.servers);
  await serversPage.showsOnly('Board Game Night 🎲', 'Bot test bench');
  await serversPage.type('no such server');
  await serversPage.saysThatNothingMatches();
  await serversPage.search.clear();
  await serversPage.shows(MIRA.servers, MIRA.servers);
  expect(requests, 'requests while typing').toEqual([]);
});

test('the id is copied with one click', async ({ page, context, profilePage }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openWithWasm(page, '/dashboard/profile');
  await expect(async () => {
    await profilePage.copyId();
    await profilePage.saysCopied({ timeout: 500 });
  }, 'the copy island is hydrated').toPass({ timeout: 10_000 });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(MIRA.id);
});

test('every page of the dashboard loads its scripts, and the console stays empty', async ({ page }) => {
  for (const path of ['/', ...Dashboard.paths]) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
});
