import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { ConsentPage } from './pages/consent-page';
import { LoginPage } from './pages/login-page';
import { MIRA } from './people';
import { Trouble } from './trouble';

// A sign-in that fails ends on the sign-in page, which says why and has the button to try again.

test('cancelling at Discord is explained, and the person can try again', async ({ page, loginPage, consentPage, dashboard }) => {
  await loginPage.open();
  await loginPage.startSignIn();
  await consentPage.cancel();
  await loginPage.isShown();
  await loginPage.explains('You cancelled at Discord');

  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await dashboard.greets(MIRA);
  expect(new URL(page.url()).search).toBe('');
});

test('once signed in, an old callback, Back and the sign-in page lead to the dashboard', async ({ page, loginPage, consentPage, dashboard }) => {
  const callback = page.waitForRequest(request => new URL(request.url()).pathname === '/auth/callback');
  await loginPage.open();
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await dashboard.greets(MIRA);

  for (const address of [(await callback).url(), '/login', '/login?problem=replayed']) {
    await page.goto(address);
    await dashboard.greets(MIRA);
    expect(new URL(page.url()).pathname + new URL(page.url()).search, address).toBe('/dashboard');
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
});

test('a browser that sends its callback twice is signed in', async ({ page, context, loginPage, consentPage, dashboard }) => {
  const link = await callbackHeldBack(page, loginPage, consentPage);
  // The first answer and its cookies are lost, as if the person clicked again before it arrived.
  const before = await context.cookies();
  const first = await context.request.get(link, { maxRedirects: 0 });
  expect(first.status()).toBe(303);
  await context.clearCookies();
  await context.addCookies(before);
  await page.goto(link);
  await dashboard.greets(MIRA);
});

test('a callback belongs to the browser that started it', async ({ page, browser, loginPage, consentPage, dashboard }) => {
  const link = await callbackHeldBack(page, loginPage, consentPage);

  const elsewhere = await browser.newContext();
  const trouble = new Trouble();
  await trouble.watch(elsewhere, true);
  const other = await elsewhere.newPage();
  await other.goto(link);
  await new LoginPage(other).isShown();
  await new LoginPage(other).explains('This sign-in was started elsewhere');
  await new LoginPage(other).startSignIn();
  await new ConsentPage(other).isShown();
  trouble.hasNotHappened();
  await elsewhere.close();

  // It still works in the browser that started it, because nobody can use up somebody else's sign-in.
  await page.goto(link);
  await dashboard.greets(MIRA);
});

test('a link cannot put words into the sign-in page', async ({ page, loginPage }) => {
  await page.goto('/login?problem=%3Cb%3EPay%20here%3C%2Fb%3E');
  await loginPage.isShown();
  await loginPage.explainsNothing();
  await expect(page.getByText('Pay here')).toHaveCount(0);
});

/** Signs in as far as the consent page's "Authorize". Returns the callback's address without opening it. */
async function callbackHeldBack(page: Page, loginPage: LoginPage, consentPage: ConsentPage) {
  let link = '';
  await page.route('**/sandbox/oauth2/authorize', async route => {
    const decision = await route.fetch({ maxRedirects: 0 });
    link = new URL(decision.headers()['location'], page.url()).href;
    // A page fades into the next only if both allow it. If this page did not, the browser would complain.
    await route.fulfill({ contentType: 'text/html', body: '<style>@view-transition{navigation:auto}</style>held back' });
  });
  await loginPage.open();
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await expect(page.getByText('held back')).toBeVisible();
  expect(new URL(link).pathname).toBe('/auth/callback');
  await page.unrouteAll();
  return link;
}
