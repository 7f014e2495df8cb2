import type { Page } from '@playwright/test';
import { expect, signIn, test } from './fixtures';
import { ConsentPage } from './pages/consent-page';
import { GuildPage } from './pages/guild-page';
import { INES, MIRA, VERA, type Person } from './people';
import { serverOfItsOwn } from './server';

// These tests add the bot and people to servers. That changes the sandbox for everybody, so this file starts its own server.
test.describe.configure({ mode: 'serial' });

const WORKSHOP = '/dashboard/guilds/420904194539651073';

const server = serverOfItsOwn();

async function as(page: Page, person: Person) {
  const session = await signIn(page.context().browser()!, person, server.address);
  await page.context().addCookies(session.cookies);
}

async function says(page: Page, sentence: string) {
  await expect(page.locator('.toast')).toContainText(sentence);
}

for (const { scripts, name, path } of [
  { scripts: true, name: 'Nordic Rustaceans', path: '/dashboard/guilds/608621108920451075' },
  { scripts: false, name: 'Fika & Code', path: '/dashboard/guilds/719149407928451077' },
]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('the bot is added to a server, and the server page and the list show it', async ({ page }) => {
      await as(page, MIRA);
      await page.goto(server.address + path);
      await expect(page.getByText('The bot is not in this server')).toBeVisible();
      await page.getByRole('button', { name: 'Add the bot', exact: true }).click();
      await new ConsentPage(page).cancel();
      await says(page, 'The bot was not added');
      await page.getByRole('button', { name: 'Add the bot', exact: true }).click();
      await new ConsentPage(page).authorizeAs(MIRA);
      await expect(page).toHaveURL(server.address + path);
      await says(page, 'The bot is here now.');
      await new GuildPage(page).isOf(name);
      await expect(page.getByText('In this server', { exact: true })).toBeVisible();
      await page.goto(`${server.address}/dashboard/guilds`);
      await expect(page.getByRole('listitem').filter({ hasText: name }).getByText('Bot added')).toBeVisible();
    });
  });
}

test('from the list, the person chooses the server at Discord', async ({ page }) => {
  await as(page, MIRA);
  await page.goto(`${server.address}/dashboard/guilds`);
  await page.getByRole('button', { name: 'Add the bot to a server' }).click();
  await page.getByRole('radio', { name: MIRA.choice }).check();
  await page.getByRole('combobox').selectOption({ label: 'Bot test bench' });
  await page.getByRole('button', { name: 'Authorize' }).click();
  await new GuildPage(page).isOf('Bot test bench');
  await says(page, 'The bot is here now.');
});

test('channels, roles and integrations unfold', async ({ page }) => {
  await as(page, MIRA);
  await page.goto(server.address + WORKSHOP);
  for (const [title, inside] of [['Channels', 'announcements'], ['Roles', 'Master craftsperson'], ['Integrations', 'Mira bygger saker']] as const) {
    const fold = new GuildPage(page).group(title);
    await expect(fold.getByText(inside).first()).toBeHidden();
    await fold.locator('summary').click();
    await expect(fold.getByText(inside).first()).toBeVisible();
  }
  const colour = new GuildPage(page).group('Roles').getByRole('listitem').filter({ hasText: 'Northern lights' }).locator('stop');
  await expect(colour).toHaveCount(3);
});

test('a person joins the community after allowing it at Discord', async ({ page }) => {
  await as(page, INES);
  await page.goto(`${server.address}/dashboard`);
  const community = page.getByRole('region', { name: 'Our community' });
  await expect(community).toContainText('Lindqvist Workshop');
  await community.getByRole('button', { name: 'Allow at Discord' }).click();
  await new ConsentPage(page).authorizeAs(INES);
  await community.getByRole('button', { name: 'Join the server' }).click();
  await says(page, 'Welcome! You are in the server now.');
  await expect(community).toHaveCount(0);
});

test('a person who cannot join is told why', async ({ page, trouble }) => {
  trouble.expect(/status of 403/);
  await as(page, VERA);
  await page.goto(`${server.address}/dashboard`);
  await page.getByRole('button', { name: 'Allow at Discord' }).click();
  await new ConsentPage(page).authorizeAs(VERA);
  await page.getByRole('button', { name: 'Join the server' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('You are banned from that server.');
});
