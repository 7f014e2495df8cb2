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
