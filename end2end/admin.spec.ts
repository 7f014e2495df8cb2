import type { Browser, Page } from '@playwright/test';
import { AxeBuilder, expect, signIn, test } from './fixtures';
import { AdminPage } from './pages/admin-page';
import { LoginPage } from './pages/login-page';
import { BOBBY, KAITO, MIRA, NELLY, NOOR, VERA, type Person } from './people';
import { serverOfItsOwn } from './server';

// What admins do affects everybody, so this file starts its own server and runs its tests one after the other. Mira is the admin
// (scripts/serve-release.sh).
test.describe.configure({ mode: 'serial' });

const server = serverOfItsOwn();

/** A page in a new browser in which the person is signed in. */
async function signedIn(browser: Browser, person: Person, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const storageState = await signIn(browser, person, server.address);
  const context = await browser.newContext({ baseURL: server.address, storageState, ...options });
  return context.newPage();
}

async function isAccessible(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`)), what).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), what).toBeLessThanOrEqual(0);
}

test('everybody else gets the page of an unknown address, and no link', async ({ browser, page }) => {
  const nelly = await signedIn(browser, NELLY);
  const visitor = await (await browser.newContext({ baseURL: server.address })).newPage();
  for (const other of [nelly, visitor]) {
    const answer = await other.goto('/admin');
    expect(answer?.status()).toBe(404);
    await expect(other.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible();
  }
  await nelly.goto('/dashboard');
  await expect(nelly.getByRole('link', { name: 'Admin' })).toHaveCount(0);
  expect((await page.request.post(`${server.address}/admin/ban`, { headers: { Origin: server.address } })).status()).toBe(404);
});

for (const javaScriptEnabled of [true, false]) {
  test(`an admin ends logins, bans and unbans ${javaScriptEnabled ? 'with' : 'without'} scripts`, async ({ browser }) => {
    const nelly = await signedIn(browser, NELLY);
    const mira = await signedIn(browser, MIRA, { javaScriptEnabled });
    const admin = new AdminPage(mira);
    await mira.goto('/dashboard');
    await mira.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name: 'Admin' }).click();
    await expect(mira).toHaveURL(/\/admin$/);
    await expect(mira.getByRole('link', { name: 'Admin' })).toHaveAttribute('aria-current', 'page');
    await expect(admin.person(NELLY)).toContainText('browser');

    await admin.endLogins(NELLY);
    await admin.says('That person is signed out in all browsers.');
    await expect(admin.person(NELLY)).toHaveCount(0);
    await expect(admin.audit.first()).toContainText('ended the logins of');
    await nelly.goto('/dashboard');
    await new LoginPage(nelly).isShown();
    await new LoginPage(nelly).explainsNothing();

    const vera = await signedIn(browser, VERA);
    await admin.ban(VERA.id, 'Spam');
    await admin.says('That person is banned');
    await expect(admin.bans.filter({ hasText: VERA.id })).toContainText('Spam');
    await vera.goto('/dashboard/profile');
    await new LoginPage(vera).isShown();
    await new LoginPage(vera).explains('You are banned from this site');
    await isAccessible(vera, 'the page of somebody who is banned');
    await admin.unban(VERA);
    await admin.says('That person may sign in again.');
    await expect(mira.getByText('Nobody is banned')).toBeVisible();
    await (await signedIn(browser, VERA)).close();

    await admin.ban(MIRA.id);
    await admin.says('Nothing changed: you cannot ban yourself.');
  });
}

for (const theme of ['light', 'dark'] as const) {
  for (const width of [320, 768, 1440, 2560]) {
    test(`with hostile names the page is accessible and fits into ${width} px, ${theme}`, async ({ browser }) => {
      await signedIn(browser, BOBBY);
      await signedIn(browser, KAITO);
      const mira = await signedIn(browser, MIRA);
      await mira.setViewportSize({ width, height: 900 });
      await mira.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const admin = new AdminPage(mira);
      await admin.open();
      // The reason has no place to break a line.
      await admin.ban(NOOR.id, '"><script>alert(1)</script>'.padEnd(200, '\u{202e}x'));
      await expect(admin.bans.filter({ hasText: NOOR.id })).toContainText('<script>alert(1)</script>');
      await isAccessible(mira, `${width} ${theme}`);
      await admin.unban(NOOR);
      await admin.says('That person may sign in again.');
    });
  }
}

test('a sign-in that failed is counted', async ({ browser, page, consentPage }) => {
  await page.goto(`${server.address}/login`);
  await new LoginPage(page).startSignIn();
  await consentPage.cancel();
  await new LoginPage(page).isShown();
  const mira = await signedIn(browser, MIRA);
  const admin = new AdminPage(mira);
  await expect(async () => {
    await admin.open();
    await expect(admin.failures.filter({ hasText: 'denied' })).toContainText('last at', { timeout: 500 });
  }).toPass();
});
