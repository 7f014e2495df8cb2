import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from './fixtures';
import { ConsentPage } from './pages/consent-page';
import { Dashboard } from './pages/dashboard';
import { NoAccessPage } from './pages/no-access-page';
import { MIRA, NELLY, NOOR, PIM, type Person } from './people';
import { serverOfItsOwn } from './server';

// A site for the members of one server who have a role. People join and leave at the sandbox, so this file starts its own server.
test.describe.configure({ mode: 'serial' });

const WORKSHOP = '420904194539651073';
const MAKER = '420904194539652006';
const NEWCOMER = '420904194539652001';
const NOT_A_MEMBER = 'You are not a member yet';
const NO_ROLE = 'You need a role to use this site';

const server = serverOfItsOwn(`DISCORD_REQUIRED_GUILD_ID=${WORKSHOP}`, `DISCORD_REQUIRED_ROLE_IDS=${MAKER}`);

test.afterEach(async ({ request }) => {
  for (const what of ['faults/clear', 'guilds/reset']) await request.post(`${server.address}/sandbox/control/${what}`);
});

async function member(page: Page, what: 'join' | 'leave', { id }: Person, roles = '') {
  const form = { guild_id: WORKSHOP, person_id: id, roles };
  const answer = await page.request.post(`${server.address}/sandbox/control/members/${what}`, { form, maxRedirects: 0 });
  expect(answer.status(), await answer.text()).toBe(303);
}

async function signInAs(page: Page, person: Person, path = '/dashboard') {
  await page.goto(server.address + path);
  await page.getByRole('main').getByRole('button', { name: 'Sign in with Discord' }).click();
  await new ConsentPage(page).authorizeAs(person);
}

for (const { scripts, person } of [{ scripts: true, person: NELLY }, { scripts: false, person: PIM }]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('a person is told how to get in, joins, gets the role, and comes to the page they wanted', async ({ page, trouble }) => {
      trouble.expect(/status of 403/);
      const noAccess = new NoAccessPage(page);
      await signInAs(page, person, '/dashboard/connections');
      await noAccess.isShown(NOT_A_MEMBER);
      await noAccess.namesTheAccountOf(person);
      await expect(page.getByRole('main')).toContainText('is only for members of Lindqvist Workshop');
      await noAccess.press('Check again');
      await noAccess.isShown(NOT_A_MEMBER);
      await expect(page.locator('.toast')).toContainText('We asked Discord again.');

      await member(page, 'join', person, NEWCOMER);
      await noAccess.press('Check again');
      await noAccess.isShown(NO_ROLE);
      await expect(page.getByRole('main')).toContainText('one of these roles: Maker');

      await member(page, 'join', person, `${NEWCOMER} ${MAKER}`);
      await noAccess.press('Check again');
      await expect(page).toHaveURL(`${server.address}/dashboard/connections`);
      await new Dashboard(page).isOf(person);
    });

    test('every page of the dashboard is closed, and signing out works', async ({ page, trouble }) => {
      trouble.expect(/status of 403/);
      const noAccess = new NoAccessPage(page);
      await signInAs(page, NOOR);
      for (const path of [...Dashboard.paths, '/login']) {
        await page.goto(server.address + path);
        await noAccess.isShown(NOT_A_MEMBER);
      }
      await noAccess.press('Sign out');
      await expect(page).toHaveURL(`${server.address}/`);
      await expect(page.getByRole('main').getByRole('button', { name: 'Sign in with Discord' })).toBeVisible();
    });

    test('another account is one click away', async ({ page, trouble }) => {
      trouble.expect(/status of 403/);
      await signInAs(page, NOOR, '/dashboard/profile');
      await new NoAccessPage(page).press('Use another account');
      await new ConsentPage(page).authorizeAs(MIRA);
      await expect(page).toHaveURL(`${server.address}/dashboard/profile`);
      await new Dashboard(page).isOf(MIRA);
    });
  });
}

for (const theme of ['light', 'dark'] as const) {
  for (const width of [320, 1440, 2560]) {
    test.describe(`${width} px, ${theme}`, () => {
      test.use({ colorScheme: theme, viewport: { width, height: 900 }, contextOptions: { reducedMotion: 'reduce' } });

      test('the page is accessible and fits, for every reason', async ({ page, trouble }) => {
        trouble.expect(/status of (403|503)/);
        const noAccess = new NoAccessPage(page);
        const isFine = async (headline: string) => {
          await noAccess.isShown(headline);
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`)), headline).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, 'pixels beyond the right edge').toBeLessThanOrEqual(0);
        };
        await signInAs(page, NOOR);
        await isFine(NOT_A_MEMBER);
        await member(page, 'join', NOOR, NEWCOMER);
        await noAccess.press('Check again');
        await isFine(NO_ROLE);
        await member(page, 'leave', NOOR);
        const form = { route: 'GET /users/@me/guilds/{guild_id}/member', kind: 'error', status: '503' };
        await page.request.post(`${server.address}/sandbox/control/faults`, { form, maxRedirects: 0 });
        await noAccess.press('Check again');
        await isFine('We could not check whether you are a member');
      });
    });
  }
}

test('a member uses the site as always', async ({ page, browser }) => {
  await page.context().addCookies((await signIn(browser, MIRA, server.address)).cookies);
  for (const path of Dashboard.paths) {
    await page.goto(server.address + path);
    await expect(page).toHaveURL(server.address + path);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
});
