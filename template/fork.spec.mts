import { expect, test, type Page, type Response } from '../end2end/fixtures';
import { Dashboard } from '../end2end/pages/dashboard';
import { MIRA } from '../end2end/people';

// template/fork-proof.sh serves a copy of this tree. The copy was renamed. A link and the sample were removed. A page with two islands and a
// feature were added.
const TITLE = process.env.FORK_TITLE ?? '';
const NAME = process.env.FORK_NAME ?? '';
const FORMER_NAMES = new RegExp(process.env.FORK_FORMER_NAMES ?? '', 'i');
/** What scripts/new/page.rs shows. Change both together. */
const ADDED = { path: '/dashboard/leaderboard', name: process.env.FORK_PAGE ?? '', oldest: '1337 Krew', since: /^2015-08-10T/, newest: 'Kvällskören' };

test('after a rename, the new name is on every page and in the cookies, and no former name is served', async ({
  page, loginPage, consentPage, dashboard,
}) => {
  const served: Promise<string>[] = [];
  page.on('response', response => served.push(asText(response)));

  await page.goto('/');
  await isNamed(page);
  await loginPage.open();
  await isNamed(page);
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await dashboard.greets(MIRA);
  for (const path of Dashboard.paths) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await isNamed(page);
  }

  // The sandbox plays another site and has cookies of its own.
  const cookies = (await page.context().cookies()).filter(({ path }) => !path.startsWith('/sandbox')).map(({ name }) => name);
  expect(cookies).toContain(`${NAME}_${new URL(page.url()).port}_session`);
  expect(cookies.filter(name => !name.startsWith(`${NAME}_`)), 'cookies with another name').toEqual([]);
  const texts = await Promise.all(served);
  expect(texts.length).toBeGreaterThan(Dashboard.paths.length);
  expect(texts.flatMap(text => text.split('\n')).filter(line => FORMER_NAMES.test(line))).toEqual([]);
});

test('a visitor to the added page is asked to sign in and comes back to it', async ({ page, loginPage, consentPage }) => {
  await page.goto(ADDED.path);
  await loginPage.isShown();
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await expect(page).toHaveURL(new RegExp(`${ADDED.path}$`));
  await showsServersByAge(page);
});

test.describe('signed in', () => {
  test.use({ signedInAs: MIRA });

  test('the navigation links to the added page and marks it', async ({ page, dashboard }) => {
    await dashboard.open();
    const links = page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link');
    const link = links.filter({ hasText: ADDED.name });
    await expect(link).not.toHaveAttribute('aria-current');
    await link.click();
    await expect(page).toHaveURL(new RegExp(`${ADDED.path}$`));
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(links.and(page.locator('[aria-current]'))).toHaveCount(1);
    await showsServersByAge(page);
  });

  test('the added islands react, and one shows what the server answers', async ({ page }) => {
    await page.goto(ADDED.path);
    const counter = page.locator('output');
    await expect(async () => {
      await page.getByRole('button', { name: 'Add one' }).click({ timeout: 500 });
      expect(Number(await counter.textContent())).toBeGreaterThan(0);
    }, 'the generated island wakes up').toPass({ timeout: 10_000 });

    const row = page.getByRole('main').getByRole('listitem').first();
    await expect(async () => {
      await row.getByLabel('Points').fill('4');
      await expect(row.getByText('★'.repeat(4), { exact: true })).toBeVisible({ timeout: 500 });
    }, 'the island of docs/ADD_AN_ISLAND.md wakes up').toPass({ timeout: 10_000 });
    await row.getByRole('button', { name: 'Vote' }).click();
    await expect(row.getByRole('status')).toHaveText('Thank you. You gave 4 points.');
  });

  test('only the removed link and the sample are gone', async ({ page, dashboard, guildPage }) => {
    await dashboard.open();
    const links = page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link');
    await expect(links).toHaveText(['Overview', 'Profile', 'Servers', ADDED.name, 'Admin']);
    await page.goto('/dashboard/guilds/420904194539651073');
    await guildPage.isOf('Lindqvist Workshop');
    await expect(page.getByRole('link', { name: 'Welcome message' })).toHaveCount(0);
    await page.getByRole('link', { name: "Bob's <Tickets>" }).click();
    await expect(page.getByRole('heading', { level: 1, name: "Bob's <Tickets>" })).toBeVisible();
  });
});

async function isNamed(page: Page) {
  // A page's title ends with the product's name.
  expect((await page.title()).endsWith(` · ${TITLE}`), await page.title()).toBe(true);
  await expect(page.getByRole('banner')).toContainText(TITLE);
}

async function showsServersByAge(page: Page) {
  await expect(page.getByRole('heading', { level: 1, name: ADDED.name })).toBeVisible();
  const rows = page.getByRole('main').getByRole('list').getByRole('listitem');
  await expect(rows).toHaveCount(MIRA.servers);
  await expect(rows.first()).toContainText(ADDED.oldest);
  await expect(rows.first().locator('time')).toHaveAttribute('datetime', ADDED.since);
  await expect(rows.last()).toContainText(ADDED.newest);
}

/** Returns address, headers and body. Images and the WebAssembly, whose debug build holds paths of the machine, are left out. */
async function asText(response: Response) {
  const headers = await response.allHeaders();
  const readable = /text|json|javascript/.test(headers['content-type'] ?? '') && response.status() === 200;
  const body = readable ? await response.text().catch(() => '') : '';
  return [response.url(), JSON.stringify(headers), body].join('\n');
}
