import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA } from './people';

test('a visitor signs in, looks around and signs out', async ({
  page, loginPage, consentPage, dashboard, profilePage, serversPage, connectionsPage,
}) => {
  await test.step('the start page leads to sign-in', async () => {
    await page.goto('/');
    await page.getByRole('main').getByRole('button', { name: 'Sign in with Discord' }).click();
    await consentPage.isShown();
    await consentPage.authorizeAs(MIRA);
  });

  await test.step('every page of the dashboard shows its data', async () => {
    await dashboard.greets(MIRA);
    await dashboard.isOf(MIRA);
    await dashboard.counts(MIRA);
    await dashboard.goTo('Profile');
    await profilePage.describes(MIRA);
    await dashboard.goTo('Servers');
    await serversPage.shows(MIRA.servers, MIRA.servers);
    await connectionsPage.open();
    await connectionsPage.shows(MIRA.connections);
    await dashboard.goTo('Overview');
    await dashboard.greets(MIRA);
  });

  await test.step('after signing out, every page asks for a sign-in again', async () => {
    await dashboard.signOut();
    for (const path of Dashboard.paths) {
      await page.goto(path);
      await loginPage.isShown();
    }
  });
});

test('Back shows nothing private after signing out', async ({ page, loginPage, consentPage, dashboard, profilePage }) => {
  await loginPage.open();
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await dashboard.goTo('Profile');
  await profilePage.describes(MIRA);
  await dashboard.signOut();

  await page.goBack();
  await expect(page.getByText(MIRA.name)).toHaveCount(0);
  await expect(page.getByText(MIRA.id)).toHaveCount(0);
  await loginPage.isShown();
});

test('a visitor who was sent to sign-in from a page comes back to that page', async ({ page, loginPage, consentPage, serversPage }) => {
  await page.goto('/dashboard/guilds?q=fika');
  await loginPage.isShown();
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await expect(page).toHaveURL(/\/dashboard\/guilds\?q=fika$/);
  await serversPage.showsOnly('Fika & Code');
});
