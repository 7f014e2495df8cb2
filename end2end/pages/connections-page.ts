import { expect, type Page } from '@playwright/test';

/** The page of the accounts that the user linked to Discord. */
export class ConnectionsPage {
  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/dashboard/connections');
  }

  async shows(count: number) {
    await expect(this.page.getByRole('heading', { level: 1, name: `Connections ${count}`, exact: true })).toBeVisible();
    await expect(this.page.getByRole('list', { name: 'Connections' }).getByRole('heading', { level: 2 })).toHaveCount(count);
  }

  /** Returns the card of a service's account. */
  card(service: string) {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { level: 2, name: service, exact: true }) });
  }
}
