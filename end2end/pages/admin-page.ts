import { expect, type Page } from '@playwright/test';
import type { Person } from '../people';

/** The page for admins. */
export class AdminPage {
  constructor(private readonly page: Page) {}

  async open(address = '') {
    await this.page.goto(`${address}/admin`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Admin', exact: true })).toBeVisible();
  }

  /** The row of a person who is signed in. */
  person({ id }: Person) {
    return this.page.getByRole('list', { name: 'Who is signed in' }).getByRole('listitem').filter({ hasText: id });
  }

  get bans() {
    return this.page.getByRole('list', { name: 'Bans' }).getByRole('listitem');
  }

  get failures() {
    return this.page.getByRole('list', { name: 'Sign-ins that failed in the last seven days' }).getByRole('listitem');
  }

  get audit() {
    return this.page.getByRole('list', { name: 'What admins did' }).getByRole('listitem');
  }

  async endLogins(person: Person) {
    await this.person(person).getByRole('button', { name: /^End logins of / }).click();
  }

  async ban(id: string, reason = '') {
    await this.page.getByLabel('Discord id', { exact: true }).fill(id);
    await this.page.getByLabel('Reason (optional)').fill(reason);
    await this.page.getByRole('button', { name: 'Ban', exact: true }).click();
  }

  async unban({ id }: Person) {
    await this.page.getByRole('button', { name: `Unban ${id}` }).click();
  }

  async says(sentence: string | RegExp) {
    await expect(this.page.locator('.toast')).toContainText(sentence);
  }
}
