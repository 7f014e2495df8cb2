import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from './fixtures';
import { ConsentPage } from './pages/consent-page';
import { MIRA, NOOR, type Person } from './people';
import { serverOfItsOwn } from './server';

// What the pages say without data, and while Discord limits, fails or is slow. The sandbox's faults affect everybody, so this file
// starts its own server and runs its tests one after the other.
test.describe.configure({ mode: 'serial' });

const server = serverOfItsOwn();

test.afterEach(async ({ request }) => {
  await request.post(`${server.address}/sandbox/control/faults/clear`);
});

/** Pages, each with the call that it needs. */
const PAGES = {
  '/dashboard/guilds': 'GET /users/@me/guilds',
  '/dashboard/guilds/80351110224678912': 'GET /users/@me/guilds',
  '/dashboard/connections': 'GET /users/@me/connections',
} as const;

async function fault(page: Page, fields: Record<string, string>) {
  const answer = await page.request.post(`${server.address}/sandbox/control/faults`, { form: fields, maxRedirects: 0 });
  expect(answer.status(), await answer.text()).toBe(303);
}

async function isAccessible(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`)), what).toEqual([]);
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });

    /** Signs the person in, which also caches the data of the overview. */
    async function warm(page: Page, person: Person) {
      const session = await signIn(page.context().browser()!, person, server.address);
      await page.context().addCookies(session.cookies);
    }

    test('an empty page says what to do', async ({ page }) => {
      await warm(page, NOOR);
      for (const [path, sentence] of [
        ['/dashboard', 'You do not manage a server yet'],
        ['/dashboard/guilds', 'No servers yet'],
        ['/dashboard/connections', 'No connections yet'],
      ] as const) {
        await page.goto(server.address + path);
        await expect(page.getByText(sentence)).toBeVisible();
        await isAccessible(page, path);
      }
    });

    for (const [name, fields, status, sentence] of [
      ['limited', { kind: 'rate_limit', seconds: '30' }, 429, 'Discord asked us to slow down.'],
      ['failing', { kind: 'error', status: '503' }, 503, 'Discord is not answering as it should.'],
      ['slow', { kind: 'slow', seconds: '20' }, 503, 'Discord is taking longer than usual.'],
    ] as const) {
      test(`${name}: a sentence, a cause and a remedy`, async ({ page, trouble }) => {
        test.slow();
        trouble.expect(new RegExp(`status of ${status}`));
        for (const [path, route] of Object.entries(PAGES)) {
          await fault(page, { route, ...fields });
          await coldly(page, path);
          await expect(page.getByRole('heading', { level: 1, name: sentence })).toBeVisible();
          await expect(page.getByRole('link', { name: 'Try again' })).toBeVisible();
          await isAccessible(page, `${path}, ${name}`);
        }
      });

      /** Signs in and opens this page first, so that nothing of it is cached. */
      async function coldly(page: Page, path: string) {
        await page.goto(server.address + path);
        await page.getByRole('main').getByRole('button', { name: 'Sign in with Discord' }).click();
        await new ConsentPage(page).authorizeAs(MIRA);
        await expect(page).toHaveURL(server.address + path);
        await page.context().clearCookies();
      }
    }

    test('while limited, a page shows old data, its age, and how long to wait', async ({ page }) => {
      await warm(page, MIRA);
      for (const [path, route] of Object.entries({ '/dashboard/profile': 'GET /users/@me', ...PAGES })) {
        await page.goto(server.address + path);
        await fault(page, { route, kind: 'rate_limit', seconds: '30' });
        await page.getByRole('button', { name: 'Refresh' }).click();
        await expect(page.getByText('This may be out of date. Discord asked us to slow down.')).toBeVisible();
        // It counts down: the text changes.
        const waiting = page.locator('.countdown');
        await expect(waiting).toContainText(/Try again in \d+ seconds/);
        const first = await waiting.innerText();
        await expect(waiting).not.toHaveText(first);
        await isAccessible(page, `${path}, limited`);
        await page.request.post(`${server.address}/sandbox/control/faults/clear`);
      }
    });

    test('a short limit says when it is over', async ({ page }) => {
      await warm(page, MIRA);
      await page.goto(`${server.address}/dashboard/connections`);
      await fault(page, { route: 'GET /users/@me/connections', kind: 'rate_limit', seconds: '3' });
      await page.getByRole('button', { name: 'Refresh' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'You can try again now.' })).toBeVisible();
    });

    test('the account page works while Discord does not answer', async ({ page }) => {
      await warm(page, MIRA);
      await fault(page, { route: 'GET /oauth2/@me', kind: 'error', status: '503' });
      await page.goto(`${server.address}/dashboard/account`);
      await expect(page.getByText('Discord is not answering as it should.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Disconnect from Discord' })).toBeVisible();
      await isAccessible(page, 'account, failing');
    });
  });
}
