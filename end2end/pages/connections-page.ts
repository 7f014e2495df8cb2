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

  /** Waits until the list is hydrated, which hides the form's button. */
  async isAwake() {
    await expect(this.page.getByRole('button', { name: 'Search', exact: true })).toBeHidden();
  }

  /** The services on the cards, in order, and what the page says about their number. */
  async showsOnly(total: number, ...services: string[]) {
    await expect(this.page.getByRole('list', { name: 'Connections' }).getByRole('heading', { level: 2 })).toHaveText(services);
    await expect(this.page.getByRole('status').filter({ hasText: `${services.length} of ${total} connections` })).toBeVisible();
  }

  async saysThatNothingMatches() {
    await expect(this.page.getByText('No connection matches')).toBeVisible();
    await expect(this.page.getByRole('list', { name: 'Connections' })).toBeHidden();
  }

  get search() {
    return this.page.getByRole('searchbox', { name: 'Search connections' });
  }

  get filter() {
    return this.page.getByLabel('Show');
  }

  /** The card of an account, by the name of its service. */
  card(service: string) {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { level: 2, name: service, exact: true }) });
  }
}
