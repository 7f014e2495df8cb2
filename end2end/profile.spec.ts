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

/** Mira's avatar at the CDN, up to the dot. */
const AVATAR = `avatars/${MIRA.id}/a_f6877579c97f5d2a1acce263c16ee78e`;

test.describe('the image explorer', () => {
  test('shows the chosen picture in its size and format, without asking the server', async ({ page, profilePage }) => {
    await profilePage.open();
    await profilePage.isAwake();
    const requests: string[] = [];
    page.on('request', request => {
      if (!request.url().includes('/sandbox/cdn/')) requests.push(`${request.method()} ${request.url()}`);
    });
    await profilePage.showsUrl(`${AVATAR}.webp?size=256&animated=true`);
    await profilePage.choose({ size: 512, format: 'PNG' });
    await profilePage.showsUrl(`${AVATAR}.png?size=512`);
    await expect(profilePage.preview).toHaveAttribute('src', new RegExp(`${AVATAR}\\.png\\?size=512$`));
    await expect(profilePage.explorer.getByRole('status').first()).toHaveText(/^Avatar ?PNG, 512 pixels ?Animated$/);
    await expect(profilePage.explorer.getByText('This format does not move. Choose WebP')).toBeVisible();
    await profilePage.choose({ picture: 'Banner', format: 'GIF' });
    await profilePage.showsUrl(/\/cdn\/banners\/\d+\/a_[0-9a-f]+\.gif\?size=512$/);
    await expect(profilePage.explorer.getByText('Discord has no GIF of pictures that were uploaded as WebP or AVIF')).toBeVisible();

    // A badge has no GIF: Discord would answer an error, so it becomes a PNG until a picture with a GIF is back.
    await profilePage.choose({ picture: 'Server tag badge' });
    await profilePage.showsUrl(/\/cdn\/guild-tag-badges\/\d+\/[0-9a-f]+\.png\?size=512$/);
    await expect(profilePage.explorer.getByRole('radio', { name: 'GIF' })).toBeDisabled();
    await expect(profilePage.explorer.getByRole('radio', { name: 'PNG' })).toBeChecked();
    await expect(profilePage.explorer.getByText('Still', { exact: true })).toBeVisible();
    await profilePage.choose({ picture: 'Default avatar' });
    await profilePage.showsUrl(/\/cdn\/embed\/avatars\/\d\.png$/);
    await expect(profilePage.explorer.getByLabel('Size in pixels')).toBeDisabled();
    await expect(profilePage.explorer.getByText('Discord shows it for accounts without a picture.')).toBeVisible();
    await profilePage.choose({ picture: 'Avatar' });
    await profilePage.showsUrl(`${AVATAR}.gif?size=512`);
    expect(requests, 'requests while choosing').toEqual([]);
  });

  test('the URL is copied and opened', async ({ page, context, profilePage, trouble }) => {
    // A picture alone in a tab has no icon, so Chromium asks for the usual one.
    trouble.expect(/favicon\.ico/);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await profilePage.open();
    await profilePage.isAwake();
    await profilePage.choose({ size: 64, format: 'JPG' });
    await profilePage.copy('URL');
    await profilePage.saysCopied({ timeout: 5_000 });
    const url = await page.evaluate(() => navigator.clipboard.readText());
    expect(url).toMatch(new RegExp(`${AVATAR}\\.jpg\\?size=64$`));
    const link = profilePage.explorer.getByRole('link', { name: 'Open in a new tab' });
    await expect(link).toHaveAttribute('href', url);
    const opened = context.waitForEvent('page');
    await link.click();
    await expect(await opened).toHaveURL(url);
  });

  test('works by keyboard alone', async ({ page, profilePage }) => {
    await profilePage.open();
    await profilePage.isAwake();
    await profilePage.explorer.getByRole('radio', { name: 'Avatar', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await profilePage.showsUrl(/\/cdn\/banners\//);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await profilePage.showsUrl(/\.webp\?size=512&animated=true$/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await profilePage.showsUrl(/\.gif\?size=512$/);
    await page.keyboard.press('Tab');
    await expect(profilePage.explorer.getByRole('button', { name: 'Stop animation' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(profilePage.explorer.getByRole('button', { name: 'Play animation' })).toBeFocused();
  });

  test('a file that Discord does not have is explained', async ({ page, profilePage, trouble }) => {
    trouble.expect(/status of 415/);
    await page.route(/\.gif\?/, route => route.fulfill({ status: 415 }));
    await profilePage.open();
    await profilePage.isAwake();
    await profilePage.choose({ format: 'GIF' });
    await expect(profilePage.explorer.getByText('Discord did not send this file. Choose another format.')).toBeVisible();
    await profilePage.choose({ format: 'PNG' });
    await expect(profilePage.explorer.getByText('Discord did not send this file.')).toBeHidden();
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the explorer is a form, and the page comes back with the choice', async ({ page, profilePage }) => {
    await profilePage.open();
    await profilePage.choose({ picture: 'Avatar decoration', size: 64 });
    await profilePage.explorer.getByRole('button', { name: 'Show picture' }).click();
    await expect(page).toHaveURL(/\/dashboard\/profile\?picture=Avatar\+decoration&size=64&format=webp#images$/);
    await profilePage.showsUrl(/\/cdn\/avatar-decoration-presets\/a_[0-9a-f]+\.png\?size=64$/);
    await expect(profilePage.explorer.getByRole('radio', { name: 'Avatar decoration' })).toBeChecked();
    await expect(profilePage.preview).toHaveAttribute('src', /passthrough=false$/);
    await expect(profilePage.explorer.getByRole('button', { name: /animation/ })).toBeHidden();
  });

  test('the links of a picture are opened by keyboard and lead to pictures', async ({ page, profilePage }) => {
    await profilePage.open();
    const links = page.locator('.image-files').getByRole('link');
    await expect(links).toHaveCount(0);
    await profilePage.allLinks.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(links.first(), 'comes next').toBeFocused();
    for (const [name, count] of Object.entries({ Avatar: 36, Banner: 36, 'Avatar decoration': 9, 'Server tag badge': 27, 'Default avatar': 1 })) {
      const own = page.locator('.image-files').filter({ has: page.getByRole('heading', { level: 3, name: new RegExp(`^${name} (animated|still)$`) }) }).getByRole('link');
      await expect(own, name).toHaveCount(count);
      for (const link of [own.first(), own.last()]) {
        const answer = await page.request.get((await link.getAttribute('href')) ?? '');
        expect(answer.status(), answer.url()).toBe(200);
        expect(answer.headers()['content-type'], answer.url()).toMatch(/^image\//);
      }
    }
    await profilePage.allLinks.focus();
    await page.keyboard.press('Enter');
    await expect(links, 'closed').toHaveCount(0);
  });
});

test.describe('motion', () => {
  /** The visible pictures that move. The sandbox draws them as animated SVG. */
  async function moving(page: Page) {
    const shown = await page.locator('img:visible').evaluateAll(images => images.map(image => (image as HTMLImageElement).src));
    expect(shown.length).toBeGreaterThan(5);
    const texts = await Promise.all(shown.map(async url => [url, await (await page.request.get(url)).text()] as const));
    return texts.filter(([, text]) => text.includes('<animate')).map(([url]) => new URL(url).pathname.split('/')[3]);
  }

  test('pictures rest, and play where they are pointed at', async ({ page, profilePage }) => {
    await profilePage.open();
    await profilePage.isAwake();
    await profilePage.choose({ format: 'PNG' });
    expect(await moving(page), 'at rest').toEqual([]);
    await page.getByRole('link', { name: 'Your avatar in full size' }).hover();
    await expect.poll(() => moving(page)).toEqual(['avatars', 'avatar-decoration-presets']);
  });

  test('the explorer plays what moves, and stops it', async ({ page, profilePage }) => {
    await profilePage.open();
    await expect.poll(() => moving(page)).toEqual(['avatars']);
    await profilePage.explorer.getByRole('button', { name: 'Stop animation' }).click();
    expect(await moving(page)).toEqual([]);
    await profilePage.showsUrl(`${AVATAR}.webp?size=256&animated=true`);
    await profilePage.choose({ picture: 'Avatar decoration' });
    expect(await moving(page), 'stopped is stopped, whatever one chooses').toEqual([]);
    await profilePage.explorer.getByRole('button', { name: 'Play animation' }).click();
    await expect.poll(() => moving(page)).toEqual(['avatar-decoration-presets']);
    await profilePage.choose({ picture: 'Server tag badge' });
    await expect(profilePage.explorer.getByRole('button', { name: /animation/ })).toBeHidden();
  });

  test.describe('reduced', () => {
    test.use({ contextOptions: { reducedMotion: 'reduce' } });
    test('nothing moves, wherever the pointer is, until the person starts it', async ({ page, profilePage }) => {
      await profilePage.open();
      await profilePage.isAwake();
      await page.getByRole('link', { name: 'Your avatar in full size' }).hover();
      expect(await moving(page)).toEqual([]);
      await page.getByRole('link', { name: 'Your avatar in full size' }).focus();
      expect(await moving(page)).toEqual([]);
      await profilePage.explorer.getByRole('button', { name: 'Play animation' }).click();
      await expect.poll(() => moving(page)).toEqual(['avatars']);
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
