import { expect, type Page } from '@playwright/test';

/** The page of one guild. */
export class GuildPage {
  constructor(private readonly page: Page) {}

  async isOf(name: string) {
    await expect(this.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  }

  async explainsThat(headline: string) {
    await expect(this.page.getByRole('heading', { level: 2, name: headline })).toBeVisible();
  }

  group(name: string) {
    return this.page.locator('details').filter({ has: this.page.getByRole('heading', { level: 3, name, exact: true }) });
  }
}
