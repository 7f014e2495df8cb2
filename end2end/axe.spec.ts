import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { BOBBY, MIRA } from './people';

const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };
const THEMES = ['light', 'dark'] as const;
const PUBLIC = {
  start: '/',
  'sign-in': '/login',
  'sign-in that failed': '/login?problem=denied',
  'unknown page': '/nowhere',
  'a failure outside all pages': '/auth/logout',
};
const PRIVATE = {
  ...Object.fromEntries(Dashboard.paths.map(path => [path, path])),
  admin: Dashboard.admin,
  'servers, none found': '/dashboard/guilds?q=no+such+server',
  'servers, sorted and filtered': '/dashboard/guilds?show=manageable&sort=role',
  'a server one manages': '/dashboard/guilds/608621108920451075',
  'a server with the bot': '/dashboard/guilds/420904194539651073',
  'no such server': '/dashboard/guilds/0',
};
const HOSTILE = { overview: '/dashboard', profile: '/dashboard/profile', servers: '/dashboard/guilds', connections: '/dashboard/connections' };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const theme of THEMES) {
    test.describe(`${size}, ${theme}`, () => {
      test.use({ viewport, colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });

      for (const [name, path] of Object.entries(PUBLIC)) check(name, path);
      test.describe('signed in', () => {
        test.use({ signedInAs: MIRA });
        for (const [name, path] of Object.entries(PRIVATE)) check(name, path);
      });
      test.describe('signed in with hostile names', () => {
        test.use({ signedInAs: BOBBY });
        for (const [name, path] of Object.entries(HOSTILE)) check(name, path);
      });
    });
  }
}

function check(name: string, path: string) {
  test(name, async ({ page, trouble }) => {
    if (['/nowhere', '/auth/logout'].includes(path) || name === 'no such server') trouble.expect(/status of 40[45]/);
    await page.goto(path);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const report = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(node => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary}`),
    );
    expect(report, `accessibility violations on ${path}`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, 'pixels beyond the right edge').toBeLessThanOrEqual(0);
  });
}
