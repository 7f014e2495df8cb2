import { expect, type Page } from '@playwright/test';
import type { Person } from '../people';

/** The page for people who are signed in and may not use the site. */
export class NoAccessPage {
  constructor(private readonly page: Page) {}

  async isShown(headline: string) {
    await expect(this.page).toHaveURL(/\/no-access(\?|$)/);
    await expect(this.page.getByRole('heading', { level: 1, name: headline })).toBeVisible();
  }

  async namesTheAccountOf(person: Person) {
    await expect(this.page.getByText('You are signed in as')).toContainText(person.name);
  }

  async press(button: 'Check again' | 'Use another account' | 'Sign out') {
    await this.page.getByRole('main').getByRole('button', { name: button }).click();
  }
}
