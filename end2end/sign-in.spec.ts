import { expect, test } from './fixtures';
import { NELLY, NOOR } from './people';

// The button is the page's own submit button. With scripts it says that the form is on its way.
const IDLE = 'Sign in with Discord';
const SENDING = 'Going to Discord…';

for (const path of ['/', '/login']) {
  test(`on ${path} the sign-in button shows that it was pressed, and cannot be pressed twice`, async ({ page }) => {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    const main = page.getByRole('main');
    const width = (await main.getByRole('button', { name: IDLE }).boundingBox())?.width;
    // An answer without a page: the browser stays here, as it does while Discord's page is on its way.
    let sent = 0;
    await page.route('**/auth/login', route => {
      sent++;
      return route.fulfill({ status: 204 });
    });
    await main.getByRole('button', { name: IDLE }).click();
    const button = main.getByRole('button', { name: SENDING });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAttribute('aria-busy', 'true');
    await expect(main.getByRole('status').filter({ hasText: SENDING })).toHaveCount(1);
    expect((await button.boundingBox())?.width, 'nothing jumps').toBe(width);
    await button.click({ force: true });
    await button.press('Enter');
    await expect(main.getByRole('button', { name: IDLE }), 'after a while it can be pressed again').toBeVisible({ timeout: 15_000 });
    expect(sent).toBe(1);
  });
}

test('Back wakes the button up again', async ({ page }) => {
  await page.goto('/login');
  await page.waitForLoadState('networkidle');
  const main = page.getByRole('main');
  await main.getByRole('button', { name: IDLE }).click();
  await expect(page).toHaveURL(/oauth2\/authorize/);
  await page.goBack();
  await expect(main.getByRole('button', { name: IDLE })).not.toHaveAttribute('aria-disabled');

  // Playwright's Chromium loads the page again. Other browsers restore it as it was.
  await page.waitForLoadState('networkidle');
  await page.route('**/auth/login', route => route.fulfill({ status: 204 }));
  await main.getByRole('button', { name: IDLE }).click();
  await expect(main.getByRole('button', { name: SENDING })).toBeVisible();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false })));
  await expect(main.getByRole('button', { name: SENDING }), 'the page was just loaded').toBeVisible();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await expect(main.getByRole('button', { name: IDLE })).not.toHaveAttribute('aria-disabled');
});

for (const scripts of [true, false]) {
  test.describe(scripts ? 'the second sign-in' : 'the second sign-in, without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('Discord does not ask again, and another account is one click away', async ({ page, loginPage, consentPage, dashboard }) => {
      await loginPage.open();
      await loginPage.startSignIn();
      await consentPage.authorizeAs(NELLY);
      await dashboard.greets(NELLY);
      await dashboard.signOut();

      await page.goto('/dashboard/connections');
      await loginPage.startSignIn();
      await expect(page).toHaveURL('/dashboard/connections');
      await dashboard.isOf(NELLY);
      await dashboard.signOut();

      await loginPage.open();
      await loginPage.useAnotherAccount();
      await consentPage.authorizeAs(NOOR);
      await dashboard.greets(NOOR);
      await dashboard.signOut();
      await loginPage.open();
      await loginPage.startSignIn();
      await dashboard.greets(NOOR);
    });
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('it is a plain button', async ({ page, consentPage, dashboard }) => {
    await page.goto('/login');
    await page.getByRole('main').getByRole('button', { name: IDLE }).click();
    await consentPage.authorizeAs(NELLY);
    await dashboard.greets(NELLY);
  });
});
