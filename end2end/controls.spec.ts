import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA } from './people';

// Follows every link of every page, and checks that a test uses every button and field. A new control fails here until it has a test
// that asserts what it does, with its file in this list: name of the control, file, words in that file.
const USED_IN: [RegExp, string, string][] = [
  [/^Sign in with Discord(Going to Discord…)?$/, 'sign-in.spec.ts', 'Going to Discord'],
  [/^Use another account$/, 'pages/login-page.ts', "name: 'Use another account'"],
  [/^(System|Light|Dark)$/, 'theme.spec.ts', "'System' | 'Light' | 'Dark'"],
  [/^Sign out$/, 'pages/dashboard.ts', "name: 'Sign out'"],
  [/^Refresh$/, 'guilds.spec.ts', "name: 'Refresh'"],
  [/^(Search servers|Show|Sort by)$/, 'guilds.spec.ts', "getByLabel('Sort by')"],
  [/^Search$/, 'journey-without-scripts.spec.ts', 'sendSearch'],
  [/^Copy ID$/, 'islands.spec.ts', 'copyId'],
  [/^(Raw data|Copy (colour|JSON))/, 'profile.spec.ts', 'Raw data'],
  [/^(Avatar|Default avatar|Banner|Avatar decoration|Server tag badge)$/, 'profile.spec.ts', "choose({ picture: 'Banner'"],
  [/^(Size in pixels|PNG|JPG|WebP|GIF)$/, 'profile.spec.ts', "choose({ size: 64, format: 'JPG' })"],
  [/^(Play|Stop) animation$/, 'profile.spec.ts', "name: 'Stop animation'"],
  [/^Copy URL$/, 'profile.spec.ts', "copy('URL')"],
  [/^Show picture$/, 'profile.spec.ts', "name: 'Show picture'"],
  [/^Links to every size and format$/, 'profile.spec.ts', 'allLinks.focus()'],
  [/^Search connections$/, 'connections.spec.ts', "search.pressSequentially('SPO')"],
  [/^(General|Membership|Text|Voice|Apps|Stage|Events|Advanced) \d+ of \d+$/, 'guilds.spec.ts', "locator('summary')"],
  [/^Allow at Discord$/, 'account.spec.ts', "name: 'Allow at Discord'"],
  [/^(Sign out here|Sign out everywhere|Disconnect from Discord)$/, 'account.spec.ts', 'Disconnect from Discord'],
  [/^Sign out .+ on .+$/, 'pages/account-page.ts', 'Sign out Chrome on'],
  [/^Add the bot$/, 'bot.spec.ts', "name: 'Add the bot', exact"],
  [/^Add the bot to a server$/, 'bot.spec.ts', 'Add the bot to a server'],
  [/^(Channels|Roles|Integrations) \d+$/, 'bot.spec.ts', "['Channels', 'announcements']"],
  [/^End logins of /, 'pages/admin-page.ts', 'End logins of '],
  [/^(Discord id|Reason \(optional\)|Ban)$/, 'pages/admin-page.ts', "getByLabel('Reason (optional)')"],
  [/^Close$/, 'guilds.spec.ts', "name: 'Close'"],
];
const PUBLIC = ['/', '/login', '/login?problem=denied', '/nowhere'];

for (const { as, paths } of [
  { as: undefined, paths: PUBLIC },
  { as: MIRA, paths: ['/', ...Dashboard.paths, Dashboard.admin, '/dashboard/guilds/0', '/dashboard/guilds/420904194539651073', '/dashboard/guilds/719149407928451077'] },
]) {
  test.describe(as ? 'signed in' : 'visiting', () => {
    test.use({ signedInAs: as });

    for (const path of paths) {
      test(`the controls of ${path}`, async ({ page, trouble }) => {
        test.slow();
        trouble.expect(/status of 404/);
        await page.goto(path);
        const controls = page.locator('button, summary, select, input:not([type=hidden])');
        const names = new Set<string>();
        for (const control of await controls.all()) names.add(await nameOf(control));
        for (const name of names) {
          const entry = USED_IN.find(([pattern]) => pattern.test(name));
          expect(entry, `no test uses "${name}" on ${path}`).toBeDefined();
          const [, file, words] = entry!;
          expect(readFileSync(new URL(file, import.meta.url), 'utf8'), `${file} no longer uses "${name}"`).toContain(words);
        }

        const links = await page.locator('a[href]').evaluateAll(all => [...new Set(all.map(link => link.getAttribute('href')!))]);
        for (const href of links) {
          if (href.startsWith('#')) {
            await expect(page.locator(href), href).toHaveCount(1);
          } else if (new URL(href, page.url()).pathname.startsWith('/sandbox/cdn/')) {
            const image = await page.request.get(href);
            expect(image.headers()['content-type'], href).toMatch(/^image\//);
          } else if (href.startsWith('/')) {
            await page.goto(path);
            await page.locator(`a[href="${href}"]`).first().click();
            const target = new URL(href, page.url());
            // A visitor is redirected to the sign-in page.
            await expect(page).toHaveURL(url => url.href === target.href || (!as && url.pathname === '/login'));
            await expect(page.getByRole('heading', { level: 1 }).first(), href).toBeVisible();
            await page.goto(path);
          } else {
            expect(href, 'a link to another site').toMatch(/^https:\/\//);
            await expect(page.locator(`a[href="${href}"]`).first()).toHaveAttribute('rel', /noopener/);
          }
        }
      });
    }
  });
}

/** Returns the control's name, as a screen reader would say it. */
async function nameOf(control: import('@playwright/test').Locator) {
  return control.evaluate((element: HTMLElement) => {
    const label = (element as HTMLInputElement).labels?.[0];
    const words = element.getAttribute('aria-label') ?? (label ? [...label.childNodes].filter(node => node !== element).map(node => node.nodeType === Node.TEXT_NODE ? node.textContent : '').join(' ') : element.textContent);
    return (words ?? '').replace(/\s+/g, ' ').trim();
  });
}
