import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { Dashboard } from './pages/dashboard';
import { MIRA, type Person } from './people';

// Every step to another page is a full page load. The browser makes it feel fast: it prefetches a page while the pointer rests on its
// link, fades between pages, and restores a page at Back. trouble.ts checks that the console stays empty.

/** A person in 200 servers. */
const ODALYS: Person = { choice: 'Odalys Reyes', name: /Odalys Reyes/, id: '187406016902594560', servers: 200, connections: 2 };

function link(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name, exact: true });
}

/** Rests the pointer on a link until the browser has prefetched its page. */
async function hover(page: Page, context: BrowserContext, name: string) {
  const devtools = await context.newCDPSession(page);
  const fetched = new Promise<void>(resolve =>
    devtools.on('Preload.prefetchStatusUpdated', event => event.status === 'Ready' && resolve()),
  );
  await devtools.send('Preload.enable');
  await link(page, name).hover();
  await fetched;
}

/** Returns how the current page was delivered, and when its first content was painted, in milliseconds after the click. */
async function arrival(page: Page) {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & { deliveryType: string })[];
    return { by: navigation?.deliveryType, seen: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN };
  });
}

/** Returns the first card whose top is on the screen, and its position. */
async function cardOnTop(page: Page) {
  return page.evaluate(() => {
    for (const card of document.querySelectorAll('[data-name]')) {
      const { top } = card.getBoundingClientRect();
      if (top >= 0) return { name: card.getAttribute('data-name'), top: Math.round(top) };
    }
    return undefined;
  });
}

test.describe('signed in', () => {
  test.use({ signedInAs: MIRA });

  test('a page is prefetched while the pointer rests on its link, and shown at the click', async ({ page, context }) => {
    // The server answers a prefetch only from its cache, so the page has to be opened once before.
    await page.goto('/dashboard/guilds');
    const times: Record<string, number[]> = { prefetched: [], 'not prefetched': [] };
    // With the latency of a server on another continent. Without it, a page loads too fast to see a difference.
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', { offline: false, latency: 200, downloadThroughput: -1, uploadThroughput: -1 });
    for (let round = 0; round < 5; round++) {
      await page.goto('/dashboard');
      await hover(page, context, 'Servers');
      await link(page, 'Servers').click();
      await expect(page).toHaveURL(/guilds$/);
      const fetched = await arrival(page);
      expect(fetched.by, 'a page that was prefetched').toBe('navigational-prefetch');
      times.prefetched?.push(fetched.seen);

      // The keyboard causes no prefetch.
      await page.goto('/dashboard');
      await link(page, 'Servers').press('Enter');
      await expect(page).toHaveURL(/guilds$/);
      const loaded = await arrival(page);
      expect(loaded.by, 'a page that was not').toBe('');
      times['not prefetched']?.push(loaded.seen);
    }
    for (const [what, list] of Object.entries(times)) {
      console.log(`click to first paint, ${what}: ${list.map(time => time.toFixed(0)).join(', ')} ms`);
    }
  });

  test('links that sign out or lead to no page are never prefetched', async ({ page, context }) => {
    const fetched: string[] = [];
    await page.goto('/dashboard/profile');
    const devtools = await context.newCDPSession(page);
    devtools.on('Preload.prefetchStatusUpdated', event => fetched.push(new URL(event.prefetchUrl).pathname));
    await devtools.send('Preload.enable');
    await page.evaluate(() => {
      for (const path of ['/auth/callback', '/dashboard/account', '/dashboard/guilds/1', '/sandbox/control', '/api/x', '/healthz?download']) {
        const a = Object.assign(document.createElement('a'), { href: path, textContent: path });
        if (path.includes('download')) a.download = '';
        document.querySelector('main')?.prepend(a);
      }
    });
    const links = page.getByRole('main').getByRole('link');
    for (let index = 0; index < 6; index++) {
      await links.nth(index).hover();
      await page.waitForTimeout(400);
    }
    await page.getByRole('link', { name: 'Your avatar in full size' }).hover();
    await page.waitForTimeout(400);
    await link(page, 'Overview').hover();
    await expect.poll(() => fetched).toContain('/dashboard');
    expect([...new Set(fetched)]).toEqual(['/dashboard']);
  });

  test('a picture opens in a new tab', async ({ page, trouble }) => {
    // Chromium requests this itself when it shows a picture. The sandbox has none; Discord does.
    trouble.expect(/404.*\/favicon\.ico/);
    await page.goto('/dashboard/profile');
    const picture = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Your avatar in full size' }).click();
    await (await picture).waitForLoadState();
    await expect(page).toHaveURL(/profile$/);
  });

  test('Back and Forward keep a search', async ({ page, serversPage }) => {
    await serversPage.open();
    await expect(page.getByRole('button', { name: 'Search', exact: true }), 'the filter is hydrated').toBeHidden();
    await serversPage.search.fill('fika');
    await serversPage.search.press('Enter');
    await expect(page).toHaveURL(/\?q=fika$/);
    await link(page, 'Profile').click();
    await expect(page).toHaveURL(/profile$/);
    await page.goBack();
    await expect(page).toHaveURL(/\?q=fika$/);
    await serversPage.showsOnly('Fika & Code');
    await expect(serversPage.search).toHaveValue('fika');
    await page.goForward();
    await expect(page).toHaveURL(/profile$/);
    await page.goBack();
    await serversPage.showsOnly('Fika & Code');
  });

  test('the first Tab reaches the link that skips the navigation', async ({ page }) => {
    for (const path of ['/', ...Dashboard.paths]) {
      await page.goto(path);
      await page.keyboard.press('Tab');
      const skip = page.getByRole('link', { name: 'Skip to content' });
      await expect(skip, path).toBeFocused();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      // The focus is now in the content, or after it if the content has no link.
      const where = await page.evaluate(() => {
        const [main, now] = [document.querySelector('main'), document.activeElement];
        return now === document.body || !main || !now || main.contains(now) || !!(main.compareDocumentPosition(now) & 4);
      });
      expect(where, `${path}: the focus is past the navigation`).toBe(true);
    }
  });

  test('Tab follows the reading order of a page', async ({ page }) => {
    await page.goto('/dashboard/connections');
    const names: (string | null)[] = [];
    while (names.length < 60 && !names.includes('Sign out')) {
      await page.keyboard.press('Tab');
      names.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? null));
    }
    const order = ['Skip to content', 'System', 'Light', 'Dark', 'Overview', 'Profile', 'Servers', 'Sign out'];
    expect(names.filter(name => name && order.includes(name))).toEqual(order);
  });
});

test.describe('in 200 servers', () => {
  test.use({ signedInAs: ODALYS });

  test('Back returns to the scroll position', async ({ page, serversPage }) => {
    for (const [width, height] of [[1280, 800], [360, 740]] as const) {
      await page.setViewportSize({ width, height });
      await serversPage.open();
      await serversPage.shows(ODALYS.servers, ODALYS.servers);
      for (let turn = 0; turn < 12; turn++) await page.mouse.wheel(0, 500);
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(2500);
      await page.waitForTimeout(300);
      const before = await cardOnTop(page);
      await page.evaluate(() => (document.querySelector('a[href="/dashboard/profile"]') as HTMLElement).click());
      await expect(page).toHaveURL(/profile$/);
      await page.goBack();
      await expect(page).toHaveURL(/guilds$/);
      await expect.poll(() => cardOnTop(page), `${width} px wide`).toEqual(before);
    }
  });
});

test('a whole visit, from sign-in to sign-out, causes no browser warning', async ({ page, trouble, loginPage, consentPage, dashboard }) => {
  trouble.expect(/status of 40[45]/);
  await page.goto('/');
  await page.getByRole('main').getByRole('button', { name: 'Sign in with Discord' }).click();
  await consentPage.isShown();
  await page.goBack();
  await page.goForward();
  await consentPage.authorizeAs(MIRA);
  await dashboard.greets(MIRA);
  for (const section of ['Profile', 'Servers', 'Overview', 'Profile'] as const) await dashboard.goTo(section);
  for (const theme of ['Dark', 'System']) {
    await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: theme }).click();
    await expect(page.getByRole('button', { name: theme })).toHaveAttribute('aria-pressed', 'true');
  }
  // An address without a page, and a failure outside every page.
  for (const path of ['/nowhere', '/auth/logout']) {
    await page.evaluate(address => location.assign(address), path);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await page.goBack();
    await expect(page).toHaveURL(/profile$/);
  }
  await dashboard.signOut();
  await page.goBack();
  await loginPage.isShown();
});

test('a page that was prefetched before a sign-out is not shown after it', async ({ page, context, loginPage, consentPage, dashboard }) => {
  await loginPage.open();
  await loginPage.startSignIn();
  await consentPage.authorizeAs(MIRA);
  await dashboard.greets(MIRA);

  const otherTab = await context.newPage();
  await new Dashboard(otherTab).open();
  await page.bringToFront();
  await hover(page, context, 'Profile');
  await new Dashboard(otherTab).signOut();

  await link(page, 'Profile').click();
  await loginPage.isShown();
  await expect(page.getByText(MIRA.id)).toHaveCount(0);
});
