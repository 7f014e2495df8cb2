import { expect, type Page } from '@playwright/test';

/** The page of the user's guilds. Pages call them servers, as Discord does. */
export class ServersPage {
  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/dashboard/guilds');
  }

  async shows(count: number, total: number) {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Servers', exact: true })).toBeVisible();
    await expect(this.page.getByRole('status').filter({ hasText: new RegExp(`(^|\\D)${count} of ${total} servers`) })).toBeVisible();
    await expect(this.names).toHaveCount(count);
  }

  async showsOnly(...names: string[]) {
    await expect(this.names).toHaveText(names);
  }

  async saysThatNothingMatches() {
    await expect(this.page.getByText('No server matches.')).toBeVisible();
    await expect(this.names).toHaveCount(0);
  }

  /** Replaces the text in the search box, key by key. */
  async type(text: string) {
    await this.search.clear();
    await this.search.pressSequentially(text);
  }

  /** Searches as without scripts, by sending the form. */
  async sendSearch(text: string) {
    await this.search.fill(text);
    await this.page.getByRole('button', { name: 'Search', exact: true }).click();
  }

  get search() {
    return this.page.getByRole('searchbox', { name: 'Search servers' });
  }

  /** The names on the visible cards. */
  get names() {
    return this.page.getByRole('list', { name: 'Servers' }).getByRole('heading', { level: 2 });
  }
}
