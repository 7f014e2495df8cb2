import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA } from './people';

test.use({ signedInAs: MIRA, colorScheme: 'light' });

function button(page: Page, name: 'System' | 'Light' | 'Dark') {
  return page.getByRole('banner').getByRole('group', { name: 'Theme' }).getByRole('button', { name });
}

async function colorScheme(page: Page) {
  return page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
}

test('the theme stays on every page, and is in its first HTML', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  await button(page, 'Dark').click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(button(page, 'Dark')).toHaveAttribute('aria-pressed', 'true');

  for (const path of ['/', '/login', ...Dashboard.paths, Dashboard.admin]) {
    // The server has to send the theme: if a script set it later, the page would flash.
    const html = await (await page.request.get(path)).text();
    expect(html, path).toMatch(/<html[^>]*\sdata-theme="dark"/);
    await page.goto(path);
    await expect.poll(() => colorScheme(page), path).toBe('dark');
  }

  await button(page, 'System').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  await expect(button(page, 'System')).toHaveAttribute('aria-pressed', 'true');
});

test('the theme can be chosen on the account page', async ({ page, accountPage }) => {
  await accountPage.open();
  await page.getByRole('main').getByRole('button', { name: 'Light' }).click();
  await expect(page).toHaveURL(/\/dashboard\/account$/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});
