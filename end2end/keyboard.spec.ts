import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { ConsentPage } from './pages/consent-page';
import { Dashboard } from './pages/dashboard';
import { MIRA } from './people';

/** Describes the focused element, and whether its focus is visible. */
async function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      element: `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)}`,
      isBody: element === document.body,
      ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      onScreen: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    };
  });
}

/** Presses Tab until an element with these words has the focus. */
async function tabTo(page: Page, words: RegExp) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if (words.test((await focused(page)).element)) return;
  }
  throw new Error(`Tab never reaches ${words}`);
}

test('signing in, looking around and signing out without a mouse', async ({ page, dashboard, loginPage, guildPage }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  expect((await focused(page)).element, 'the first stop').toContain('Skip to content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect((await focused(page)).element, 'past the header').toContain('Sign in with Discord');
  await page.keyboard.press('Enter');
  await new ConsentPage(page).isShown();
  await page.getByRole('radio', { name: MIRA.choice }).focus();
  await page.keyboard.press('Space');
  await tabTo(page, /Authorize/);
  await page.keyboard.press('Enter');
  await dashboard.greets(MIRA);

  await tabTo(page, /^a Servers$/);
  await page.keyboard.press('Enter');
  await dashboard.marks('Servers');
  await tabTo(page, /^input/);
  await page.keyboard.type('rust');
  await tabTo(page, /Nordic Rustaceans/);
  await page.keyboard.press('Enter');
  await guildPage.isOf('Nordic Rustaceans');
  await tabTo(page, /^button Sign out$/);
  await page.keyboard.press('Enter');
  await expect(page.locator('.toast')).toContainText('You are signed out in this browser.');
  await page.goto('/dashboard');
  await loginPage.isShown();
});

test.describe('Tab', () => {
  test.use({ signedInAs: MIRA });

  for (const path of ['/', '/login', ...Dashboard.paths, Dashboard.admin]) {
    test(`reaches every control of ${path} and shows the focus`, async ({ page }) => {
      test.slow();
      await page.goto(path, { waitUntil: 'networkidle' });
      const expected = await page.evaluate(() => {
        // A group of radio buttons is one stop: arrows lead to its other choices.
        const all = document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden], [type=radio]:not(:checked)), select, summary, [tabindex="0"]');
        return [...all].filter(element => element.checkVisibility({ visibilityProperty: true })).length;
      });
      const stops = new Set<string>();
      for (let presses = 0; presses < expected; presses++) {
        await page.keyboard.press('Tab');
        const stop = await focused(page);
        expect(stop.isBody, `only ${presses} of ${expected} stops`).toBe(false);
        expect(stop, stop.element).toMatchObject({ ring: true, onScreen: true });
        stops.add(stop.element);
      }
      expect(stops.size).toBeGreaterThan(3);
    });
  }
});
