import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ConsentPage } from './pages/consent-page';
import { Dashboard } from './pages/dashboard';
import { LoginPage } from './pages/login-page';
import { ProfilePage } from './pages/profile-page';
import { MIRA } from './people';
import { freePort, Server } from './server';

test('a browser stays signed in while the server is stopped and started again', async ({ browser }) => {
  const folder = await mkdtemp(join(tmpdir(), 'restart-'));
  const port = await freePort();
  let server = await Server.start(folder, port);
  const page = await browser.newPage({ baseURL: server.address });
  try {
    await new LoginPage(page).open();
    await new LoginPage(page).startSignIn();
    await new ConsentPage(page).authorizeAs(MIRA);
    await new Dashboard(page).greets(MIRA);

    await server.stop();
    expect(await page.request.get('/readyz').then(() => 'answers', () => 'is gone')).toBe('is gone');
    server = await Server.start(folder, port);

    await new ProfilePage(page).open();
    await new ProfilePage(page).describes(MIRA);
  } finally {
    await page.context().close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
