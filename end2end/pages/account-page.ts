import { expect, type Page } from '@playwright/test';

/** The account page: permissions, signed-in browsers, and sign-out. */
export class AccountPage {
  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/dashboard/account');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Account', exact: true })).toBeVisible();
  }

  /** The list of signed-in browsers. */
  get list() {
    return this.page.getByRole('list', { name: 'Where you are signed in' });
  }

  get browsers() {
    return this.list.getByRole('listitem');
  }

  /** The buttons of all browsers but this one. */
  get signOutButton() {
    return this.page.getByRole('button', { name: /^Sign out Chrome on/ });
  }

  get scopes() {
    return this.page.getByRole('list', { name: 'What you allowed' }).getByRole('listitem');
  }

  /** Leads to the consent page. */
  async allow(scope: string) {
    await this.scopes.filter({ hasText: scope }).getByRole('button', { name: 'Allow at Discord' }).click();
  }

  async press(button: 'Sign out here' | 'Sign out everywhere' | 'Disconnect from Discord') {
    await this.page.getByRole('button', { name: button }).click();
  }

  async says(sentence: string | RegExp) {
    await expect(this.page.locator('.toast')).toContainText(sentence);
  }
}
