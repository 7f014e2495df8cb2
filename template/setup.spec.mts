import { AxeBuilder, expect, test } from '../end2end/fixtures';

// `/setup` exists in development only, so this runs with look.spec.mts. It repeats what other tests check for all other pages.
const callback = () => `${new URL(process.env.BASE_URL!).origin}/auth/callback`;

for (const theme of ['light', 'dark'] as const) {
  for (const width of [320, 360, 768, 1440, 2560]) {
    test(`the page is accessible and fits into ${width} px, ${theme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto('/setup', { waitUntil: 'networkidle' });
      await expect(page.getByRole('heading', { level: 1, name: 'Set up your own application' })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  }
}

test('the redirect URI and the lines for .env are copied with one click each', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/setup');
  for (const [button, text] of [
    ['Copy redirect URI', callback()],
    ['Copy webhook URL', callback().replace('/auth/callback', '/webhooks/discord')],
    ['Copy lines', 'DISCORD_CLIENT_ID=\nDISCORD_CLIENT_SECRET=\nDISCORD_BOT_TOKEN='],
  ]) {
    await expect(async () => {
      await page.getByRole('button', { name: button }).click({ timeout: 500 });
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    }, 'the copy island wakes up').toPass({ timeout: 10_000 });
  }
  const names = await page.locator('main button').allTextContents();
  expect(names, 'every button is used above').toEqual(['Copy redirect URI', 'Copy webhook URL', 'Copy lines']);
});

test('every page links to it, it can check again, and its other links say that they leave the site', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Set up your own application' }).click();
  await expect(page).toHaveURL('/setup');
  await page.getByRole('link', { name: 'Check again' }).click();
  await expect(page).toHaveURL('/setup');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const portal = page.getByRole('link', { name: 'Developer portal (leaves this site)' });
  await expect(portal).toHaveCount(5);
  for (const link of await portal.all()) {
    await expect(link).toHaveAttribute('href', 'https://discord.com/developers/applications');
    await expect(link).toHaveAttribute('rel', /noopener/);
  }
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('everything but the copy buttons is there', async ({ page }) => {
    await page.goto('/setup');
    await expect(page.getByRole('list', { name: 'Steps' }).locator('> li')).toHaveCount(5);
    await expect(page.getByText(callback(), { exact: true })).toBeVisible();
    await expect(page.getByText('DISCORD_BOT_TOKEN=')).toBeVisible();
    await expect(page.getByRole('button', { name: /Copy/ })).toHaveCount(0);
  });
});
