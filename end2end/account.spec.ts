import type { Browser, Page } from '@playwright/test';
import { expect, signIn, test } from './fixtures';
import { AccountPage } from './pages/account-page';
import { Dashboard } from './pages/dashboard';
import { LoginPage } from './pages/login-page';
import { INES, KAITO, NELLY, NOOR, PIM, VERA, type Person } from './people';

/** Another browser in which the person is signed in. */
async function another(browser: Browser, person: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, storageState: await signIn(browser, person) });
  const page = await context.newPage();
  await page.goto('/dashboard');
  await new Dashboard(page).greets(person);
  return page;
}

async function isSignedOut(page: Page) {
  await page.goto('/dashboard');
  await new LoginPage(page).isShown();
}

test.describe('what was allowed', () => {
  test('more is allowed at Discord, comes back here, and shows what it unlocks', async ({ page, loginPage, consentPage, accountPage }) => {
    await loginPage.open();
    await loginPage.startSignIn();
    await consentPage.authorizeAs(NELLY);
    await accountPage.open();
    await expect(accountPage.scopes).toHaveCount(6);
    await accountPage.allow('guilds.members.read');
    await consentPage.cancel();
    await accountPage.says('Nothing changed: you did not allow more at Discord.');
    await accountPage.allow('guilds.members.read');
    await consentPage.authorizeAs(NELLY);
    await expect(page).toHaveURL(/\/dashboard\/account$/);
    await accountPage.says('Thank you. Discord lets us see that now.');
    await expect(accountPage.scopes.filter({ hasText: 'guilds.members.read' }).getByRole('button')).toHaveCount(0);
    await page.goto('/dashboard/guilds/80351110224678912');
    await expect(page.getByText('About 3,268')).toBeVisible();
  });

  test('a server\'s page asks for what it lacks, and is shown again', async ({ page, loginPage, consentPage, guildPage }) => {
    await loginPage.open();
    await loginPage.startSignIn();
    await consentPage.authorizeAs(PIM);
    await page.goto('/dashboard/guilds/433211406937300992');
    await page.getByRole('button', { name: 'Allow at Discord' }).click();
    await consentPage.authorizeAs(PIM);
    await guildPage.isOf('Fietsenmakers');
    await expect(page.getByText('About 19')).toBeVisible();
  });
});

test('one browser of two is signed out from the list', async ({ browser }) => {
  const here = await another(browser, NOOR);
  const there = await another(browser, NOOR);
  const account = new AccountPage(here);
  await account.open();
  await expect(account.browsers).toHaveCount(2);
  await expect(account.browsers.filter({ hasText: 'This browser' })).toHaveCount(1);
  await here.getByRole('button', { name: /^Sign out Chrome on/ }).click();
  await account.says('That browser is signed out.');
  await expect(account.browsers).toHaveCount(1);
  await isSignedOut(there);
  await here.reload();
  await expect(account.browsers).toHaveCount(1);
});

for (const { button, person, sentence, ends } of [
  { button: 'Sign out here', person: PIM, sentence: 'You are signed out in this browser.', ends: false },
  { button: 'Sign out everywhere', person: VERA, sentence: 'You are signed out in all your browsers.', ends: true },
  { button: 'Disconnect from Discord', person: INES, sentence: 'You are signed out everywhere, and Discord no longer', ends: true },
] as const) {
  test(`"${button}" reaches ${ends ? 'both browsers' : 'this browser alone'}`, async ({ browser }) => {
    const here = await another(browser, person);
    const there = await another(browser, person);
    const account = new AccountPage(here);
    await account.open();
    await account.press(button);
    await account.says(sentence);
    await expect(here.getByRole('main').getByRole('button', { name: 'Sign in with Discord' })).toBeVisible();
    await isSignedOut(here);
    if (ends) {
      await isSignedOut(there);
    } else {
      await there.goto('/dashboard');
      await new Dashboard(there).greets(person);
    }
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('allowing more and the list of browsers are forms', async ({ page, loginPage, consentPage, accountPage }) => {
    await loginPage.open();
    await loginPage.startSignIn();
    await consentPage.authorizeAs(KAITO);
    await accountPage.open();
    await accountPage.allow('guilds.members.read');
    await consentPage.authorizeAs(KAITO);
    await accountPage.says('Thank you. Discord lets us see that now.');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await accountPage.says('Refreshed. If Discord does not answer, the page says how old its data is.');
    await expect(page.getByRole('button', { name: 'Close' }), 'a button that only scripts can work').toBeHidden();
    await accountPage.press('Sign out here');
    await accountPage.says('You are signed out in this browser.');
  });
});
