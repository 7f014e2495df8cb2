import type { Browser, Page, Route } from '@playwright/test';
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

// One after the other: they sign out each other's browsers, and count those that are left.
test.describe.configure({ mode: 'default' });

test.describe('what was allowed', () => {
  test('a person allows more at Discord, comes back, and sees what it unlocks', async ({ page, loginPage, consentPage, accountPage }) => {
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

  test('a server\'s page asks for a missing permission, and then shows the data', async ({ page, loginPage, consentPage, guildPage }) => {
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

test.describe('the list of browsers', () => {
  /** Signs in twice, and opens the account page in the first browser. */
  async function two(browser: Browser, person: Person) {
    const here = await another(browser, person);
    const there = await another(browser, person);
    const account = new AccountPage(here);
    await account.open();
    await expect(account.browsers.filter({ hasText: 'This browser' })).toHaveCount(1);
    await here.waitForLoadState('networkidle');
    return { here, there, account, row: account.browsers.filter({ has: account.signOutButton }).first() };
  }

  test('a browser is signed out in place: its row goes, and a toast says so', async ({ browser }) => {
    const { here, there, account } = await two(browser, NOOR);
    const before = await account.browsers.count();
    const documents: string[] = [];
    here.on('request', request => request.isNavigationRequest() && documents.push(request.url()));
    await account.signOutButton.first().click();
    await account.says(/^Chrome on .+ is signed out\./);
    await expect(here.getByRole('status').filter({ hasText: /is signed out\.$/ })).toHaveCount(1);
    await expect(account.browsers).toHaveCount(before - 1);
    await expect(account.list, 'the button that had the focus is gone').toBeFocused();
    expect(documents, 'page loads').toEqual([]);
    await isSignedOut(there);
    await here.reload();
    await expect(account.browsers).toHaveCount(before - 1);
    await expect(here.locator('.toast'), 'it was said already').toHaveCount(0);
  });

  test('the button shows that it was pressed, and works once', async ({ browser }) => {
    const { here, account, row } = await two(browser, NOOR);
    const before = await account.browsers.count();
    let calls = 0;
    let answer = () => {};
    const held = new Promise<void>(resolve => { answer = resolve; });
    await here.route('**/api/end_browser', async route => {
      calls++;
      await held;
      await route.continue();
    });
    await row.getByRole('button').click();
    const busy = here.getByRole('button', { name: /^Signing out Chrome on/ });
    await expect(busy).toHaveText('Signing out…');
    await expect(busy).toHaveAttribute('aria-busy', 'true');
    await busy.click({ force: true });
    await busy.press('Enter');
    answer();
    await account.says(/is signed out\./);
    await expect(account.browsers).toHaveCount(before - 1);
    expect(calls).toBe(1);
  });

  for (const { what, respond, sentence } of [
    {
      what: 'a database that does not answer',
      respond: (route: Route) => route.fulfill({ status: 503, headers: { serverfnerror: '/api/end_browser' }, json: { code: 'unavailable' } }),
      sentence: 'Not signed out. This site\'s database is not answering.',
    },
    { what: 'no network', respond: (route: Route) => route.abort(), sentence: 'Not signed out. You seem to be offline.' },
  ]) {
    test(`${what}: the row stays, says why, and can be tried again`, async ({ browser }) => {
      const { here, account } = await two(browser, NOOR);
      const before = await account.browsers.count();
      await here.route('**/api/end_browser', respond);
      await account.signOutButton.first().click();
      await expect(account.list.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
      await expect(account.browsers).toHaveCount(before);
      await expect(here.locator('.toast')).toHaveCount(0);
      await here.unroute('**/api/end_browser');
      await account.signOutButton.first().click();
      await account.says(/is signed out\./);
      await expect(account.browsers).toHaveCount(before - 1);
    });
  }

  test('a browser that was signed out elsewhere leaves the list as well', async ({ browser }) => {
    const { there, account, row } = await two(browser, NOOR);
    const id = await row.locator('input[name=id]').inputValue();
    const other = new AccountPage(there);
    await other.open();
    // The row is of this browser or of the other one.
    const own = there.locator(`input[name=id][value="${id}"]`);
    if (await own.count()) await other.browsers.filter({ has: own }).getByRole('button').click();
    else await other.press('Sign out here');
    await expect(own).toHaveCount(0);
    await row.getByRole('button').click();
    await account.says(/was signed out already\./);
    await expect(account.list.locator(`input[value="${id}"]`)).toHaveCount(0);
  });
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
    await expect(page.getByRole('button', { name: 'Close' }), 'only scripts can make this button work').toBeHidden();
    await accountPage.press('Sign out here');
    await accountPage.says('You are signed out in this browser.');
  });

  test('a browser is signed out from the list, and the next page says so once', async ({ page, browser, loginPage, consentPage, accountPage }) => {
    await loginPage.open();
    await loginPage.startSignIn();
    await consentPage.authorizeAs(NOOR);
    const there = await another(browser, NOOR);
    await accountPage.open();
    const before = await accountPage.browsers.count();
    for (let left = before; left > 1; left--) await accountPage.signOutButton.first().click();
    await accountPage.says('That browser is signed out.');
    await expect(accountPage.browsers).toHaveCount(1);
    await isSignedOut(there);
    await page.reload();
    await expect(page.locator('.toast')).toHaveCount(0);
  });
});
