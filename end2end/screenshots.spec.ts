import { test } from './fixtures';
import { BOBBY, MIRA, NOOR, ODALYS, PIM } from './people';

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
  { name: 'servers-200', path: '/dashboard/guilds?show=manageable&sort=role', as: ODALYS },
  { name: 'server', path: '/dashboard/guilds/608621108920451075', as: MIRA },
  { name: 'server-with-bot', path: '/dashboard/guilds/420904194539651073', as: MIRA },
  { name: 'server-as-a-member', path: '/dashboard/guilds/80351110224678912', as: MIRA },
  { name: 'server-unknown', path: '/dashboard/guilds/0', as: MIRA },
  { name: 'overview-joining', path: '/dashboard', as: PIM },
  { name: 'connections', path: '/dashboard/connections', as: MIRA },
  { name: 'account', path: '/dashboard/account', as: MIRA },
  { name: 'admin', path: '/admin', as: MIRA },
  { name: 'profile-plain', path: '/dashboard/profile', as: PIM },
  { name: 'servers-none', path: '/dashboard/guilds', as: NOOR },
  { name: 'servers-hostile', path: '/dashboard/guilds', as: BOBBY },
];

for (const [suffix, viewport] of Object.entries(SIZES)) {
  for (const theme of THEMES) {
    for (const { name, path, as } of PAGES) {
      const file = `${name}-${theme}${suffix}.png`;
      test.describe(() => {
        test.use({ signedInAs: as, viewport, colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });
        test(file, async ({ page, trouble }) => {
          if (/nowhere|unknown/.test(path + name)) trouble.expect(/status of 404/);
          await page.goto(path, { waitUntil: 'networkidle' });
          // A phone's picture shows the whole page. The window is as tall, because Chromium does not draw content far outside it.
          if (suffix) await page.setViewportSize({ ...viewport, height: await page.evaluate(() => document.documentElement.scrollHeight) });
          await page.screenshot({ path: `../docs/screenshots/${file}` });
        });
      });
    }
  }
}
