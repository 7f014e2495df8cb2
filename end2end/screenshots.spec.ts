import { test } from './fixtures';
import { MIRA } from './people';

const SIZES = { '': { width: 1440, height: 900 }, '-phone': { width: 360, height: 740 } };
const THEMES = ['light', 'dark'] as const;
const PAGES = [
  { name: 'start', path: '/', as: undefined },
  { name: 'sign-in', path: '/login', as: undefined },
  { name: 'sign-in-cancelled', path: '/login?problem=denied', as: undefined },
  { name: 'not-found', path: '/nowhere', as: undefined },
  { name: 'overview', path: '/dashboard', as: MIRA },
  { name: 'profile', path: '/dashboard/profile', as: MIRA },
  { name: 'servers', path: '/dashboard/guilds', as: MIRA },
  { name: 'connections', path: '/dashboard/connections', as: MIRA },
];

for (const [suffix, viewport] of Object.entries(SIZES)) {
  for (const theme of THEMES) {
    for (const { name, path, as } of PAGES) {
      const file = `${name}-${theme}${suffix}.png`;
      test.describe(() => {
        test.use({ signedInAs: as, viewport, colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });
        test(file, async ({ page, trouble }) => {
          if (path === '/nowhere') trouble.expect(/status of 404/);
          await page.goto(path, { waitUntil: 'networkidle' });
          await page.screenshot({ path: `../docs/screenshots/${file}`, fullPage: suffix !== '' });
        });
      });
    }
  }
}
