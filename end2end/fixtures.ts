import { test as base, type Browser } from '@playwright/test';
import { AccountPage } from './pages/account-page';
import { ConnectionsPage } from './pages/connections-page';
import { ConsentPage } from './pages/consent-page';
import { Dashboard } from './pages/dashboard';
import { GuildPage } from './pages/guild-page';
import { LoginPage } from './pages/login-page';
import { ProfilePage } from './pages/profile-page';
import { ServersPage } from './pages/servers-page';
import type { Person } from './people';
import { Trouble } from './trouble';

// Tests of features are outside this folder and cannot import packages, so they import them from here.
export { default as AxeBuilder } from '@axe-core/playwright';
export { expect, test as plainTest, type Page, type Response } from '@playwright/test';

type StorageState = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;

interface Fixtures {
  /** The person who is signed in when the test begins: nobody, unless a file says `test.use({ signedInAs: MIRA })`. */
  signedInAs: Person | undefined;
  trouble: Trouble;
  loginPage: LoginPage;
  consentPage: ConsentPage;
  dashboard: Dashboard;
  profilePage: ProfilePage;
  serversPage: ServersPage;
  connectionsPage: ConnectionsPage;
  guildPage: GuildPage;
  accountPage: AccountPage;
}

interface WorkerFixtures {
  /** Signs a person in once per worker and returns the session. Tests that sign out have to sign in themselves. */
  sessionOf: (person: Person) => Promise<StorageState>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  sessionOf: [
    async ({ browser }, use) => {
      const sessions = new Map<string, Promise<StorageState>>();
      await use(person => {
        const session = sessions.get(person.id) ?? signIn(browser, person);
        sessions.set(person.id, session);
        return session;
      });
    },
    { scope: 'worker' },
  ],
  signedInAs: [undefined, { option: true }],
  storageState: async ({ signedInAs, sessionOf }, use) => {
    await use(signedInAs ? await sessionOf(signedInAs) : undefined);
  },
  trouble: [
    async ({ context, javaScriptEnabled }, use) => {
      const trouble = new Trouble();
      await trouble.watch(context, javaScriptEnabled !== false);
      await use(trouble);
      trouble.hasNotHappened();
    },
    { auto: true },
  ],
  loginPage: async ({ page }, use) => use(new LoginPage(page)),
  consentPage: async ({ page }, use) => use(new ConsentPage(page)),
  dashboard: async ({ page }, use) => use(new Dashboard(page)),
  profilePage: async ({ page }, use) => use(new ProfilePage(page)),
  serversPage: async ({ page }, use) => use(new ServersPage(page)),
  connectionsPage: async ({ page }, use) => use(new ConnectionsPage(page)),
  guildPage: async ({ page }, use) => use(new GuildPage(page)),
  accountPage: async ({ page }, use) => use(new AccountPage(page)),
});

/** Signs a person in, on this run's server or on another one, and returns the session. */
export async function signIn(browser: Browser, person: Person, baseURL = process.env.BASE_URL): Promise<StorageState> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const loginPage = new LoginPage(page);
  await loginPage.open();
  await loginPage.startSignIn();
  await new ConsentPage(page).authorizeAs(person);
  await new Dashboard(page).greets(person);
  const session = await context.storageState();
  await context.close();
  return session;
}
