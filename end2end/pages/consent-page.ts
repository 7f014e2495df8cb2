import { expect, type Page } from '@playwright/test';
import type { Person } from '../people';

/** The sandbox's stand-in for Discord's consent page. */
export class ConsentPage {
  constructor(private readonly page: Page) {}

  async isShown() {
    await expect(this.page.getByRole('heading', { name: 'Sign in as somebody' })).toBeVisible();
  }

  async authorizeAs(person: Person) {
    await this.page.getByRole('radio', { name: person.choice }).check();
    await this.page.getByRole('button', { name: 'Authorize' }).click();
  }

  async cancel() {
    await this.page.getByRole('button', { name: 'Cancel' }).click();
  }
}
