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

  async copy(what: 'ID' | 'colour' | 'JSON') {
    await this.page.getByRole('button', { name: `Copy ${what}` }).click();
  }

  /** Returns the control that opens a picture's links. */
  image(name: string) {
    return this.page.locator('summary').filter({ has: this.page.getByText(name, { exact: true }) });
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
