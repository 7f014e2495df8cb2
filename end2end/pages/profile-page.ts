import { expect, type Page } from '@playwright/test';
import type { Person } from '../people';

/** The signed-in user. */
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
    await this.page.getByRole('button', { name: 'Copy ID' }).click();
  }

  async saysCopied({ timeout }: { timeout: number }) {
    await expect(this.page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible({ timeout });
  }
}
