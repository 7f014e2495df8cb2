import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';
import { BOBBY, KAITO, MIRA } from './people';

test.use({ signedInAs: MIRA });

test('an account\'s id is copied with one click', async ({ page, context, connectionsPage }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await connectionsPage.open();
  const github = connectionsPage.card('GitHub');
  await expect(async () => {
    await github.getByRole('button', { name: 'Copy ID' }).click();
    await expect(github.getByRole('status')).toHaveText('Copied', { timeout: 500 });
  }, 'the copy island is hydrated').toPass({ timeout: 10_000 });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('5821904');
});

test('search and filter work without asking the server, and the address keeps them', async ({ page, connectionsPage }) => {
  await connectionsPage.open();
  await connectionsPage.isAwake();
  const requests: string[] = [];
  page.on('request', request => {
    // Chromium looks up the icon again, in its cache, whenever the address changes; pictures of guilds may come late.
    if (!/favicon\.svg$|\/sandbox\/cdn\//.test(request.url())) requests.push(`${request.method()} ${request.url()}`);
  });
  await connectionsPage.filter.selectOption('Needs attention');
  await connectionsPage.showsOnly(MIRA.connections, 'Reddit');
  await connectionsPage.filter.selectOption('Visible only to me');
  await connectionsPage.showsOnly(MIRA.connections, 'Reddit', 'Spotify');
  await connectionsPage.search.pressSequentially('SPO');
  await connectionsPage.showsOnly(MIRA.connections, 'Spotify');
  await connectionsPage.search.blur();
  await expect(page).toHaveURL(/\/dashboard\/connections\?q=SPO&show=me$/);
  await connectionsPage.search.fill('no such account');
  await connectionsPage.saysThatNothingMatches();
  expect(requests, 'requests while choosing').toEqual([]);

  // The server shows the same for that address.
  await page.goto('/dashboard/connections?q=SPO&show=me');
  await connectionsPage.showsOnly(MIRA.connections, 'Spotify');
  await connectionsPage.isAwake();
  await connectionsPage.search.clear();
  await connectionsPage.filter.selectOption('Visible to everyone');
  await connectionsPage.showsOnly(MIRA.connections, 'GitHub', 'Twitch', 'YouTube', 'Steam', 'Bluesky', 'holonet');
  await connectionsPage.filter.selectOption('All connections');
  await connectionsPage.shows(MIRA.connections);
  await expect(page).toHaveURL(/\/dashboard\/connections$/);
});

test('a card that comes back still copies its id', async ({ page, context, connectionsPage }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await connectionsPage.open();
  await connectionsPage.isAwake();
  await connectionsPage.search.fill('reddit');
  await connectionsPage.showsOnly(MIRA.connections, 'Reddit');
  await connectionsPage.search.clear();
  await connectionsPage.shows(MIRA.connections);
  await connectionsPage.card('Steam').getByRole('button', { name: 'Copy ID' }).click();
  await expect(connectionsPage.card('Steam').getByRole('status')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('76561190000000001');
  await expect(connectionsPage.card('Twitch').locator('use').first()).toHaveAttribute('href', /services\.svg#twitch$/);
});

test('when nothing matches, a link leads back to all connections', async ({ page, connectionsPage }) => {
  await page.goto('/dashboard/connections?q=nothing');
  await connectionsPage.saysThatNothingMatches();
  await page.getByRole('link', { name: 'show all connections' }).click();
  await connectionsPage.shows(MIRA.connections);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('search and filter are a form', async ({ page, connectionsPage }) => {
    await connectionsPage.open();
    await connectionsPage.search.fill('mira');
    await connectionsPage.filter.selectOption('Visible only to me');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page).toHaveURL(/\/dashboard\/connections\?q=mira&show=me$/);
    await connectionsPage.showsOnly(MIRA.connections, 'Reddit', 'Spotify');
    await expect(connectionsPage.search).toHaveValue('mira');
    await expect(connectionsPage.filter).toHaveValue('me');
  });
});

test('an account that lost its access says what to do', async ({ connectionsPage }) => {
  await connectionsPage.open();
  await expect(connectionsPage.card('Reddit')).toContainText('Reconnect it in Discord: Settings, Connections.');
  await expect(connectionsPage.card('GitHub')).not.toContainText('Reconnect');
});

test('links say that they leave the site, and those to servers do not', async ({ connectionsPage }) => {
  await connectionsPage.open();
  const twitch = connectionsPage.card('Twitch').first();
  const account = twitch.getByRole('link', { name: 'miralindqvist_example (leaves this site)' });
  await expect(account).toHaveAttribute('href', 'https://www.twitch.tv/miralindqvist_example');
  await expect(twitch.getByRole('link', { name: 'Lindqvist Workshop', exact: true })).toHaveAttribute(
    'href', '/dashboard/guilds/420904194539651073',
  );
});

test.describe('hostile names', () => {
  test.use({ signedInAs: BOBBY });

  test('are text on the cards that the browser makes', async ({ page, connectionsPage }) => {
    await connectionsPage.open();
    await connectionsPage.isAwake();
    for (const search of ['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '" onclick="alert(1)']) {
      await connectionsPage.search.fill('no such account');
      await connectionsPage.saysThatNothingMatches();
      await connectionsPage.search.fill(search);
      const list = page.getByRole('list', { name: 'Connections' });
      await expect(list.getByRole('heading', { level: 2 })).toHaveCount(1);
      await expect(list).toContainText(search);
    }
    // The hostile names added no script, picture or handler.
    expect(await page.evaluate(() => document.querySelectorAll('main script, main img[src="x"], main [onclick]').length)).toBe(0);
  });
});

test.describe('one of every service', () => {
  test.use({ signedInAs: KAITO });

  test('each has an icon that is drawn', async ({ page, connectionsPage }) => {
    await connectionsPage.open();
    await connectionsPage.shows(KAITO.connections);
    const icons = page.locator('.service-icon use');
    await expect(icons).toHaveCount(KAITO.connections);
    const empty = () => icons.evaluateAll(uses =>
      uses.filter(use => (use as SVGUseElement).getBBox().width === 0).map(use => use.getAttribute('href')),
    );
    await expect.poll(empty, 'icons without a drawing').toEqual([]);
  });
});

for (const person of [MIRA, KAITO, BOBBY]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(colorScheme, () => {
      test.use({ signedInAs: person, colorScheme, viewport: { width: 320, height: 700 } });
      test(`the connections of ${person.choice} have no barriers and fit a small screen`, async ({ page, connectionsPage }) => {
        await connectionsPage.open();
        await connectionsPage.shows(person.connections);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`))).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(await page.evaluate(() => [...document.scripts].filter(script => script.text.includes('alert(1)')).length)).toBe(0);
      });
    });
  }
}
