import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { BOBBY, MIRA } from './people';

// Every page from the smallest phone to a wide screen, with ordinary and with hostile names.
const WIDTHS = [320, 768, 1440, 2560];

for (const { who, as, paths } of [
  { who: 'a visitor', as: undefined, paths: ['/', '/login', '/login?problem=scope_refused', '/nowhere'] },
  { who: 'Mira', as: MIRA, paths: ['/', ...Dashboard.paths, Dashboard.admin] },
  { who: 'hostile names', as: BOBBY, paths: Dashboard.paths },
]) {
  test.describe(who, () => {
    test.use({ signedInAs: as });

    for (const width of WIDTHS) {
      test(`nothing is wider than the page at ${width} px`, async ({ page, trouble }) => {
        trouble.expect(/status of 404/);
        await page.setViewportSize({ width, height: 900 });
        for (const path of paths) {
          await page.goto(path);
          const out = await page.evaluate(() => {
            const limit = document.documentElement.clientWidth;
            const outside = [...document.querySelectorAll<HTMLElement>('body *')].filter(element => {
              // Content that scrolls, or that is only for screen readers, may be wider.
              if (element.closest('pre, .visually-hidden, .skip-link, svg, [hidden]')) return false;
              const box = element.getBoundingClientRect();
              return box.width > 0 && box.height > 0 && (box.right > limit + 1 || box.left < -1);
            });
            return outside.map(element => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`);
          });
          expect(out, `${path} at ${width} px`).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0);
        }
      });
    }
  });
}

test.describe('motion', () => {
  test.use({ signedInAs: MIRA, contextOptions: { reducedMotion: 'reduce' } });

  test('with reduced motion nothing is animated', async ({ page }) => {
    for (const path of ['/', ...Dashboard.paths, Dashboard.admin]) {
      await page.goto(path);
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('body *')].filter(element => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return animationName !== 'none' || transitionDuration.split(', ').some(duration => parseFloat(duration) > 0);
        }).map(element => element.className),
      );
      expect(moving, path).toEqual([]);
    }
  });
});
