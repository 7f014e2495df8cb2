import { expect, type Page } from '@playwright/test';
import type { Person } from '../people';

/** The profile page. */
export class ProfilePage {
  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/dashboard/profile');
  }

  async describes(person: Person) {
    await expect(this.page.getByRole('heading', { level: 1, name: person.name })).toBeVisible();
    await expect(this.page.getByRole('heading', { level: 2, name: 'Account', exact: true })).toBeVisible();
    await expect(this.page.getByRole('main')).toContainText(person.id);
  }

  async copyId() {
    await this.copy('ID');
  }

  async copy(what: 'ID' | 'colour' | 'JSON' | 'URL') {
    await this.page.getByRole('button', { name: `Copy ${what}` }).click();
  }

  /** The form that shows one picture in a chosen size and format. */
  get explorer() {
    return this.page.locator('.image-explorer');
  }

  /** Waits until the explorer is hydrated, which hides its button. */
  async isAwake() {
    await expect(this.explorer.getByRole('button', { name: 'Show picture' })).toBeHidden();
  }

  async choose({ picture, size, format }: { picture?: string; size?: number; format?: string }) {
    if (picture) await this.explorer.getByRole('radio', { name: picture, exact: true }).check();
    if (size) await this.explorer.getByLabel('Size in pixels').selectOption(String(size));
    if (format) await this.explorer.getByRole('radio', { name: format, exact: true }).check();
  }

  /** The URL that the explorer offers, without the CDN's address. */
  async showsUrl(end: string | RegExp) {
    await expect(this.explorer.locator('code')).toHaveText(typeof end === 'string' ? new RegExp(`/cdn/${end.replace(/[.?]/g, '\\$&')}$`) : end);
  }

  get preview() {
    return this.explorer.getByRole('img', { name: 'Preview' });
  }

  /** What opens the links to every file. */
  get allLinks() {
    return this.page.locator('summary').filter({ hasText: 'Links to every size and format' });
  }

  get rawData() {
    return this.page.locator('summary').filter({ hasText: 'Raw data from Discord' });
  }

  /** Opens everything that can be opened. */
  async openAll() {
    for (const summary of await this.page.getByRole('main').locator('summary').all()) await summary.click();
    await expect(this.page.getByRole('main').locator('details:not([open])')).toHaveCount(0);
  }

  async saysCopied({ timeout }: { timeout: number }) {
    await expect(this.page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible({ timeout });
  }
}
