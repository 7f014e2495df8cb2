import { AxeBuilder, expect, test, type Page } from '../../../../end2end/fixtures';
import { MIRA } from '../../../../end2end/people';

const PAGE = '/dashboard/guilds/420904194539651073/welcome';
const message = (page: Page) => page.getByLabel('Message', { exact: true });
const preview = (page: Page) => page.getByRole('figure', { name: 'Preview' });
const history = (page: Page) => page.getByRole('region', { name: 'History' });
const save = (page: Page) => page.getByRole('button', { name: /^Save/ }).click();

/** Types until the preview follows, which shows that the island is hydrated. */
async function type(page: Page, text: string, shown = text) {
  await expect(async () => {
    await message(page).fill(text);
    await expect(preview(page)).toContainText(shown, { timeout: 500 });
  }).toPass({ timeout: 10_000 });
}

// One guild for all of them, so one after the other.
test.describe('the welcome message', () => {
  test.describe.configure({ mode: 'serial' });
  test.use({ signedInAs: MIRA });

  test('the preview and the count follow the typing, without asking the server', async ({ page }) => {
    await page.goto(PAGE);
    await type(page, 'Awake');
    const requests: string[] = [];
    page.on('request', request => requests.push(request.url()));
    await type(page, 'Hej {user}, this is {server}. <img src=x onerror=alert(1)>', 'Hej @Mira Lindqvist, this is Lindqvist Workshop. <img src=x onerror=alert(1)>');
    await expect(preview(page).locator('img')).toHaveCount(0);
    await message(page).fill('🎲'.repeat(2000));
    await expect(page.getByText('2000 of 2000 characters')).toBeVisible();
    await expect(page.getByText('This is longer than Discord allows.')).toHaveCount(0);
    await message(page).fill('🎲'.repeat(2001));
    await expect(page.getByRole('status').filter({ hasText: 'This is longer than Discord allows.' })).toHaveCount(1);
    expect(requests).toEqual([]);
  });

  test('a message is saved, and what was chosen is there again', async ({ page }) => {
    await page.goto(PAGE);
    await type(page, 'Hello {user}', 'Hello @Mira Lindqvist');
    await page.getByRole('switch', { name: 'Greet everybody who joins' }).check();
    await page.getByLabel('Channel').selectOption('# general');
    await save(page);
    await expect(page.locator('.toast')).toContainText('Saved.');
    await page.reload();
    await expect(page.getByRole('switch')).toBeChecked();
    await expect(page.getByLabel('Channel').locator('option:checked')).toHaveText('# general');
    await expect(message(page)).toHaveValue('Hello {user}');
    await page.getByRole('switch').uncheck();
    await save(page);
    await expect(page.locator('.toast')).toContainText('Saved.');
    await expect(page.getByRole('switch')).not.toBeChecked();
  });

  test('a draft that is refused stays, the field with the reason has the focus, and there are no barriers', async ({ page, trouble }) => {
    trouble.expect(/status of 422/);
    await page.goto(PAGE);
    await type(page, 'Words to keep');
    await page.getByRole('switch').check();
    await page.getByLabel('Channel').selectOption('Choose a channel');
    await save(page);
    await expect(page.getByLabel('Channel')).toHaveAccessibleDescription('Choose the channel that the message goes to.');
    await expect(page.getByLabel('Channel')).toBeFocused();
    await expect(message(page)).toHaveValue('Words to keep');
    await type(page, 'Still awake');
    await hasNoBarriers(page);
  });

  test('the page says that changes are unsaved, and the browser asks before they are left', async ({ page, trouble }) => {
    // The fixture answers the question: stay.
    trouble.expect(/^dialog: $/);
    await page.goto(PAGE);
    const unsaved = page.getByText('You have unsaved changes.');
    const asked: string[] = [];
    page.on('dialog', dialog => asked.push(dialog.type()));
    await expect(unsaved).toHaveCount(0);
    const before = await message(page).inputValue();
    await type(page, 'Not saved yet');
    await expect(unsaved).toBeVisible();
    await page.getByRole('link', { name: 'Profile', exact: true }).click();
    await expect.poll(() => asked).toEqual(['beforeunload']);
    await expect(page).toHaveURL(PAGE);
    await expect(message(page)).toHaveValue('Not saved yet');

    // Typing the old content again is no change, in any field.
    await type(page, before, '');
    await expect(unsaved).toHaveCount(0);
    await page.getByRole('switch').click();
    await expect(unsaved).toBeVisible();
    await page.getByRole('switch').click();
    await expect(unsaved).toHaveCount(0);
    await page.getByRole('link', { name: 'Profile', exact: true }).click();
    await expect(page).toHaveURL(/profile$/);
    expect(asked).toHaveLength(1);
  });

  test('the button shows that it was pressed, cannot be pressed twice, and saving asks nothing', async ({ page }) => {
    await page.goto(PAGE);
    await type(page, 'Saved once');
    // An answer without a page: the browser stays here.
    let sent = 0;
    await page.route(`**${PAGE}`, route => {
      sent++;
      return route.fulfill({ status: 204 });
    });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const saving = page.getByRole('button', { name: 'Saving…' });
    await expect(saving).toHaveAttribute('aria-disabled', 'true');
    await saving.click({ force: true });
    await expect(page.getByRole('button', { name: 'Save', exact: true }), 'after a while it can be pressed again').toBeVisible({ timeout: 15_000 });
    expect(sent).toBe(1);
    await page.unroute(`**${PAGE}`);
    await save(page);
    await expect(page.locator('.toast')).toContainText('Saved.');
  });

  test('the row with the button follows on a small screen and hides no field', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(PAGE);
    await type(page, 'Line\n'.repeat(30), 'Line');
    await page.evaluate(() => scrollTo(0, 0));
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeInViewport({ ratio: 1 });
    await message(page).focus();
    await message(page).evaluate(field => field.scrollIntoView({ block: 'end' }));
    const [field, row] = [await message(page).boundingBox(), await page.locator('.welcome__save').boundingBox()];
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual((row?.y ?? 0) + 1);
  });

  test('a refused draft counts as unsaved until it is dropped', async ({ page, trouble }) => {
    trouble.expect(/status of 422/);
    await page.goto(PAGE);
    await type(page, 'Words to drop');
    await page.getByRole('switch').check();
    await page.getByLabel('Channel').selectOption('Choose a channel');
    await save(page);
    await expect(page.getByText('You have unsaved changes.')).toBeVisible();
    await page.waitForLoadState('networkidle');
    await page.getByRole('link', { name: 'Discard my changes' }).click();
    await expect(message(page)).not.toHaveValue('Words to drop');
    await expect(page.getByText('You have unsaved changes.')).toHaveCount(0);
  });

  test('the second of two windows is told, sees both versions, and may overwrite the first', async ({ page, context, trouble }) => {
    trouble.expect(/status of 409/);
    const other = await context.newPage();
    await page.goto(PAGE);
    await other.goto(PAGE);
    await message(other).fill("The first one's");
    await save(other);
    await expect(other.locator('.toast')).toContainText('Saved.');
    await message(page).fill("The second one's");
    await save(page);
    await expect(page.getByText('saved this before you')).toBeVisible();
    await expect(page.getByRole('region', { name: 'What is saved now' })).toContainText("The first one's");
    await expect(message(page)).toHaveValue("The second one's");
    await hasNoBarriers(page);
    await page.getByRole('button', { name: 'Overwrite with my version' }).click();
    await expect(page.locator('.toast')).toContainText('Saved.');
    await other.reload();
    await expect(message(other)).toHaveValue("The second one's");
  });

  test('a change is in the history, and is undone with the keyboard', async ({ page }) => {
    await page.goto(PAGE);
    for (const text of ['Hello old friend', 'Hello new friend']) {
      await type(page, text);
      await save(page);
      await expect(page.locator('.toast')).toContainText('Saved.');
    }
    const newest = history(page).getByRole('listitem').first();
    await expect(newest).toContainText(`saved by ${MIRA.choice} ${MIRA.id}`);
    await expect(newest.getByRole('deletion')).toHaveText('old');
    await expect(newest.getByRole('insertion')).toHaveText('new');
    await hasNoBarriers(page);

    // From the form's last button, Tab leads into the history.
    await page.getByRole('button', { name: 'Save', exact: true }).focus();
    const undo = newest.getByRole('button', { name: /^Undo/ });
    await expect(async () => {
      await page.keyboard.press('Tab');
      await expect(undo).toBeFocused({ timeout: 100 });
    }).toPass({ timeout: 10_000 });
    await page.keyboard.press('Enter');
    await expect(page.locator('.toast')).toContainText('Saved.');
    await expect(message(page)).toHaveValue('Hello old friend');
    await expect(newest.getByRole('insertion')).toHaveText('old');
  });

  for (const viewport of [{ width: 360, height: 740 }, { width: 1440, height: 900 }]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test.describe(() => {
        test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });
        test(`there are no barriers at ${viewport.width} pixels, ${colorScheme}`, async ({ page }) => {
          await page.goto(PAGE);
          await hasNoBarriers(page);
        });
      });
    }
  }

  test.describe('without scripts', () => {
    test.use({ javaScriptEnabled: false });
    test('the page of a server leads to the form, which saves and refuses', async ({ page, trouble }) => {
      trouble.expect(/status of 422/);
      await page.goto('/dashboard/guilds/420904194539651073');
      await page.getByRole('link', { name: 'Welcome message' }).click();
      await page.getByRole('switch').check();
      await page.getByLabel('Channel').selectOption('# announcements');
      await message(page).fill('Hello from {server}');
      await save(page);
      await expect(page.locator('.toast')).toContainText('Saved.');
      await expect(preview(page)).toContainText('Hello from Lindqvist Workshop');
      await message(page).fill(' ');
      await save(page);
      await expect(message(page)).toHaveAccessibleDescription(/Write a message, or switch it off\./);
      await expect(page.getByLabel('Channel').locator('option:checked')).toHaveText('# announcements');
    });

    test('an earlier version is opened and restored', async ({ page }) => {
      await page.goto(PAGE);
      for (const text of ['An earlier version', 'A later version']) {
        await message(page).fill(text);
        await save(page);
        await expect(page.locator('.toast')).toContainText('Saved.');
      }
      const earlier = history(page).getByRole('listitem').filter({ has: page.locator('details') }).nth(1);
      await earlier.getByText('The whole message').click();
      await expect(earlier.getByRole('paragraph').filter({ hasText: /^An earlier version$/ })).toBeVisible();
      await earlier.getByRole('button', { name: /^Restore this version/ }).click();
      await expect(page.locator('.toast')).toContainText('Saved.');
      await expect(message(page)).toHaveValue('An earlier version');
    });
  });
});

async function hasNoBarriers(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}\n${node.failureSummary}`))).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, 'pixels that stick out at the side').toBeLessThanOrEqual(0);
}
