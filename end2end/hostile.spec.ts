import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { BOBBY } from './people';

/** The name of a guild that Bobby is in. If it ran, its dialog would fail the test (trouble.ts). */
const NAME = '</title></textarea></script><script>alert(1)</script>';
const GUILD = '/dashboard/guilds/154014842880000005';

test.use({ signedInAs: BOBBY });

async function runsNoScriptOfIt(page: Page) {
  const scripts = await page.evaluate(() => [...document.scripts].map(script => script.text));
  expect(scripts.filter(text => text.includes('alert(1)'))).toEqual([]);
  await expect(page).not.toHaveTitle('');
}

test('a guild\'s hostile name is text on every page', async ({ page, serversPage }) => {
  for (const path of Dashboard.paths) {
    await page.goto(path.startsWith('/dashboard/guilds/') ? GUILD : path);
    await runsNoScriptOfIt(page);
  }
  await serversPage.open();
  await expect(serversPage.names.filter({ hasText: NAME })).toHaveText(NAME);
});

test('a hostile search is text in the search box', async ({ page, serversPage }) => {
  await page.goto(`/dashboard/guilds?q=${encodeURIComponent(NAME)}`);
  await expect(serversPage.search).toHaveValue(NAME);
  await serversPage.showsOnly(NAME);
  await runsNoScriptOfIt(page);

  await page.goto(`/dashboard/guilds?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  await serversPage.saysThatNothingMatches();
  await runsNoScriptOfIt(page);
});
