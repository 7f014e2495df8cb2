import { expect, type BrowserContext } from '@playwright/test';

/**
 * Everything a browser complains about while a test runs: console messages of any kind, uncaught errors, refused content
 * (CSP), failed requests, dialogs. A test with trouble that it did not expect has failed, whatever else it saw.
 */
export class Trouble {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  async watch(context: BrowserContext, scripts: boolean) {
    // The one thing a browser says of its own accord: a sign-out made it forget pages that it had fetched ahead.
    const forgets = /^Clear-Site-Data header on .* Cleared data types/;
    context.on('console', message => forgets.test(message.text()) || this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`));
    // Chromium reports a page change that came too late for its animation as an error of the page; the page is shown without it.
    const unanimated = /InvalidStateError: Transition was aborted because of invalid state/;
    context.on('weberror', error => unanimated.test(`${error.error()}`) || this.seen.push(`uncaught: ${error.error()} ${error.error().stack ?? ''} on ${error.page()?.url()}`));
    context.on('requestfailed', request => {
      const reason = request.failure()?.errorText ?? 'failed';
      // Leaving a page ends what it was still loading.
      if (reason === 'net::ERR_ABORTED') return;
      // The server refuses to prefetch a page that would cost a call to Discord, and Chromium drops that answer. A page that somebody
      // opens and that does not come fails its test in any case; files have to come.
      if (reason === 'net::ERR_FAILED' && request.method() === 'GET' && !/\.[a-z0-9]+$/.test(new URL(request.url()).pathname)) return;
      // With scripts off Chromium reports the preloaded module as refused, which is just what was asked for.
      if (reason === 'csp' && !scripts && request.url().endsWith('.js')) return;
      this.seen.push(`${reason}: ${request.method()} ${request.url()}`);
    });
    context.on('dialog', dialog => {
      this.seen.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', event =>
        console.error(`refused by the content security policy (${event.effectiveDirective}): ${event.blockedURI}`),
      );
    });
  }

  /** Says that trouble of this kind belongs to the test. */
  expect(pattern: RegExp) {
    this.expected.push(pattern);
  }

  hasNotHappened() {
    const unexpected = [...new Set(this.seen)].filter(line => !this.expected.some(pattern => pattern.test(line)));
    expect(unexpected, 'what the browser complained about').toEqual([]);
  }
}
