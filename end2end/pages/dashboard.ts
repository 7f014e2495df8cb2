import { expect, type Page } from '@playwright/test';
import type { Person } from '../people';

/** Links of the navigation that the tests follow. Other links can be removed without a change here. */
export type Section = 'Overview' | 'Profile' | 'Servers';

/** What all pages of the dashboard share, and the overview. */
export class Dashboard {
  /** The pages that tests of all pages open: guards, themes, widths, keyboard, accessibility, controls. `make page` adds a line. */
  static readonly paths = [
    '/dashboard',
    '/dashboard/profile',
    '/dashboard/guilds',
    '/dashboard/guilds/80351110224678912',
    '/dashboard/connections',
    '/dashboard/account',
  ];

  /** The page that the tests of all pages open as well, as Mira. She is an admin (scripts/serve-release.sh). */
  static readonly admin = '/admin';

  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/dashboard');
  }

  async goTo(section: Section) {
    await this.link(section).click();
    await this.marks(section);
  }

  /** Checks that the navigation marks the link of the open page, or of the page above it. */
  async marks(section: Section) {
    await expect(this.link(section)).toHaveAttribute('aria-current', 'page');
  }

  async greets(person: Person) {
    await expect(this.page.getByRole('heading', { level: 1, name: /^Hello, / })).toContainText(person.name);
  }

  async isOf(person: Person) {
    await expect(this.account.getByRole('link', { name: person.name })).toBeVisible();
  }

  async counts(person: Person) {
    const glance = this.page.getByRole('list', { name: 'At a glance' });
    await expect(glance.getByRole('link', { name: new RegExp(`^${person.servers}\\s*servers?$`) })).toBeVisible();
    await expect(glance.getByRole('link', { name: new RegExp(`^${person.connections}\\s*connections?$`) })).toBeVisible();
  }

  async signOut() {
    await this.account.getByRole('button', { name: 'Sign out' }).click();
    await expect(this.account).toHaveCount(0);
  }

  private link(section: Section) {
    return this.page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name: section, exact: true });
  }

  private get account() {
    return this.page.getByRole('region', { name: 'Account' });
  }
}
