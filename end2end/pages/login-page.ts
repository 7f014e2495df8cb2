import { expect, type Page } from '@playwright/test';

/** The sign-in page. */
export class LoginPage {
  constructor(private readonly page: Page) {}

  async open() {
    await this.page.goto('/login');
  }

  async isShown() {
    await expect(this.page).toHaveURL(/\/login(\?|$)/);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await expect(this.signInButton).toBeVisible();
  }

  /** Leads to the consent page, unless the person in this browser allowed everything before. */
  async startSignIn() {
    await this.signInButton.click();
  }

  /** Leads to the consent page, where another person can be chosen. */
  async useAnotherAccount() {
    await this.page.getByRole('main').getByRole('button', { name: 'Use another account' }).click();
  }

  async explains(problem: string) {
    await expect(this.page.getByRole('alert')).toContainText(problem);
  }

  async explainsNothing() {
    await expect(this.page.getByRole('alert')).toHaveCount(0);
  }

  private get signInButton() {
    return this.page.getByRole('main').getByRole('button', { name: 'Sign in with Discord' });
  }
}
