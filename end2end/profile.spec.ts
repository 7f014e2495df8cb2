import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { BOBBY, MIRA } from './people';

test.use({ signedInAs: MIRA });

test.describe('with scripts', () => {
  test.beforeEach(async ({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']));

  test('the colour and the raw data are copied with one click', async ({ page, profilePage }) => {
    await profilePage.open();
    await profilePage.rawData.click();
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await expect(async () => {
      await profilePage.copy('colour');
      expect(await clipboard()).toBe('#1e926a');
    }, 'the copy island is hydrated').toPass({ timeout: 10_000 });
    await profilePage.copy('JSON');
    await expect.poll(clipboard).toBe(await page.getByRole('region', { name: 'Raw data' }).textContent());
    expect(JSON.parse(await clipboard())).toMatchObject({ id: MIRA.id, username: 'mira.lindqvist' });
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the links of a picture are opened by keyboard and lead to pictures', async ({ page, profilePage }) => {
    await profilePage.open();
    const links = page.locator('details[open]').getByRole('link');
    await expect(links).toHaveCount(0);
    for (const [name, count] of Object.entries({ Avatar: 36, Banner: 36, 'Avatar decoration': 9, 'Server tag badge': 27, 'Default avatar': 1 })) {
      await profilePage.image(name).focus();
      await page.keyboard.press('Enter');
      await expect(links, name).toHaveCount(count);
      for (const link of [links.first(), links.last()]) {
        const answer = await page.request.get((await link.getAttribute('href')) ?? '');
        expect(answer.status(), answer.url()).toBe(200);
        expect(answer.headers()['content-type'], answer.url()).toMatch(/^image\//);
      }
      await page.keyboard.press('Tab');
      await expect(links.first(), 'comes next').toBeFocused();
      await profilePage.image(name).focus();
      await page.keyboard.press('Enter');
      await expect(links, `${name} closed`).toHaveCount(0);
    }
  });
});

test.describe('motion', () => {
  /** The pictures that show, and move: the sandbox draws those as animated SVG. */
  async function moving(page: Page) {
    const shown = await page.locator('img:visible').evaluateAll(images => images.map(image => (image as HTMLImageElement).src));
    expect(shown.length).toBeGreaterThan(5);
    const texts = await Promise.all(shown.map(async url => [url, await (await page.request.get(url)).text()] as const));
    return texts.filter(([, text]) => text.includes('<animate')).map(([url]) => new URL(url).pathname.split('/')[3]);
  }

  test('pictures rest, and play where they are pointed at', async ({ page, profilePage }) => {
    await profilePage.open();
    expect(await moving(page), 'at rest').toEqual([]);
    await page.getByRole('link', { name: 'Your avatar in full size' }).hover();
    await expect.poll(() => moving(page)).toEqual(['avatars', 'avatar-decoration-presets']);
  });

  test.describe('reduced', () => {
    test.use({ contextOptions: { reducedMotion: 'reduce' } });
    test('nothing moves, wherever one points', async ({ page, profilePage }) => {
      await profilePage.open();
      await page.getByRole('link', { name: 'Your avatar in full size' }).hover();
      expect(await moving(page)).toEqual([]);
      await page.getByRole('link', { name: 'Your avatar in full size' }).focus();
      expect(await moving(page)).toEqual([]);
    });
  });
});

test('on paper there is the profile and nothing to click', async ({ page, profilePage }) => {
  await profilePage.open();
  await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Dark' }).click();
  await profilePage.openAll();
  const sandbox = page.getByText('Sandbox: no real Discord is involved');
  await expect(sandbox, 'on the screen').toBeVisible();

  await page.emulateMedia({ media: 'print' });
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
  for (const text of ['@mira.lindqvist', MIRA.id, 'FIKA', 'House Balance', 'mira.lindqvist@example.com', '#1e926a', 'Avatar decoration', 'As of']) {
    await expect(main.getByText(text, { exact: text !== 'As of' }).first(), text).toBeVisible();
  }
  await expect(sandbox).toBeHidden();
  for (const role of ['navigation', 'button', 'banner', 'contentinfo'] as const) {
    await expect(page.getByRole(role).filter({ visible: true }), role).toHaveCount(0);
  }
  await expect(main.getByRole('link', { name: '512' }).filter({ visible: true })).toHaveCount(0);
  await expect(profilePage.rawData).toBeHidden();
  const colours = (selector: string) =>
    page.locator(selector).first().evaluate(element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
  expect(await colours('html')).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  expect(await colours('.facts')).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);

  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages.length, 'pages of A4').toBe(1);
});

for (const person of [MIRA, BOBBY]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`opened, ${colorScheme}`, () => {
      test.use({ signedInAs: person, colorScheme, viewport: { width: 320, height: 700 } });
      test(`the profile of ${person.choice} has no barriers and fits a small screen`, async ({ page, profilePage }) => {
        await profilePage.open();
        await profilePage.openAll();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`))).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(await page.evaluate(() => [...document.scripts].filter(script => script.text.includes('alert(1)')).length)).toBe(0);
      });
    });
  }
}
