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

test('the theme stays over pages, from their first byte on', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  await button(page, 'Dark').click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(button(page, 'Dark')).toHaveAttribute('aria-pressed', 'true');

  for (const path of ['/', '/login', ...Dashboard.paths]) {
    // As the server sends it: a script that sets the theme later would flash. It hears of the choice a moment after the page shows it.
    const html = async () => (await page.request.get(path)).text();
    await expect.poll(html, path).toMatch(/<html[^>]*\sdata-theme="dark"/);
    await page.goto(path);
    await expect.poll(() => colorScheme(page), path).toBe('dark');
  }

  await button(page, 'System').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  await expect(button(page, 'System')).toHaveAttribute('aria-pressed', 'true');
});

test('switching does not load the page again, and the server hears of it', async ({ page, accountPage }) => {
  await accountPage.open();
  const dark = page.getByRole('main').getByRole('button', { name: 'Dark' });
  await expect(async () => {
    await page.evaluate(() => document.documentElement.setAttribute('data-still-this-document', ''));
    await dark.click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark', { timeout: 500 });
    await expect(page.locator('html')).toHaveAttribute('data-still-this-document', '', { timeout: 500 });
  }, 'the theme island wakes up').toPass({ timeout: 10_000 });
  await expect(dark).toHaveAttribute('aria-pressed', 'true');
  await expect(button(page, 'Dark'), 'the one in the header too').toHaveAttribute('aria-pressed', 'true');
  await expect(button(page, 'System')).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => colorScheme(page)).toBe('dark');
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
