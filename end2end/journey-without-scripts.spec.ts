import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA, NELLY } from './people';

test.use({ javaScriptEnabled: false });

test('the whole journey works without scripts', async ({
  page, loginPage, consentPage, dashboard, profilePage, serversPage, connectionsPage,
}) => {
  await page.goto('/dashboard/profile');
  await loginPage.isShown();
  await loginPage.startSignIn();
  await consentPage.isShown();
  await consentPage.authorizeAs(NELLY);

  await profilePage.describes(NELLY);
  await dashboard.goTo('Overview');
  await dashboard.greets(NELLY);
  await dashboard.counts(NELLY);
  await dashboard.goTo('Servers');
  await serversPage.showsOnly('1337 Krew');
  await connectionsPage.open();
  await connectionsPage.shows(NELLY.connections);

  await dashboard.signOut();
  await page.goBack();
  await expect(page.getByText(NELLY.id)).toHaveCount(0);
  for (const path of Dashboard.paths) {
    await page.goto(path);
    await loginPage.isShown();
  }
});

test.describe('signed in', () => {
  test.use({ signedInAs: MIRA });

  test('the filter works as a form', async ({ page, serversPage }) => {
    await serversPage.open();
    await serversPage.shows(MIRA.servers, MIRA.servers);
    await serversPage.sendSearch('fika');
    await expect(page).toHaveURL(/\/dashboard\/guilds\?q=fika(&|$)/);
    await serversPage.shows(1, MIRA.servers);
    await serversPage.showsOnly('Fika & Code');
    await expect(serversPage.search).toHaveValue('fika');
    await serversPage.sendSearch('no such server');
    await serversPage.saysThatNothingMatches();
  });

  test('the theme works as a form', async ({ page, dashboard }) => {
    await dashboard.open();
    await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Dark' }).click();
    await expect(page).toHaveURL(/\/dashboard$/);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});
