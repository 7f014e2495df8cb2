import { expect, type BrowserContext } from '@playwright/test';

/**
 * Collects everything a browser complains about while a test runs: console messages, uncaught errors, content that the CSP blocked,
 * failed requests, dialogs. Anything that the test did not expect fails it.
 */
export class Trouble {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  async watch(context: BrowserContext, scripts: boolean) {
    // Chromium always reports this: a sign-out clears the pages that it prefetched.
    const forgets = /^Clear-Site-Data header on .* Cleared data types/;
    // With scripts off, nothing uses the preloaded WebAssembly. Chromium says so after a few seconds.
    const unused = /^The resource .*\.wasm was preloaded using link preload but not used/;
    const usual = (text: string) => forgets.test(text) || (!scripts && unused.test(text));
    context.on('console', message => usual(message.text()) || this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`));
    // Chromium reports a page change that came too late for its animation as an error of the page; the page is shown without it.
    const unanimated = /InvalidStateError: Transition was aborted because of invalid state/;
    context.on('weberror', error => unanimated.test(`${error.error()}`) || this.seen.push(`uncaught: ${error.error()} ${error.error().stack ?? ''} on ${error.page()?.url()}`));
    context.on('requestfailed', request => {
      const reason = request.failure()?.errorText ?? 'failed';
      // Leaving a page cancels what it was still loading.
      if (reason === 'net::ERR_ABORTED') return;
      // The server refuses to prefetch a page that would cost a call to Discord, and Chromium drops that answer. A page that is really
      // missing fails its test anyway. A missing file might not, so it is still reported.
      if (reason === 'net::ERR_FAILED' && request.method() === 'GET' && !/\.[a-z0-9]+$/.test(new URL(request.url()).pathname)) return;
      // With scripts off, Chromium reports the preloaded module as blocked. That is intended.
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

  /** Expects complaints that match this pattern. */
  expect(pattern: RegExp) {
    this.expected.push(pattern);
  }

  hasNotHappened() {
    const unexpected = [...new Set(this.seen)].filter(line => !this.expected.some(pattern => pattern.test(line)));
    expect(unexpected, 'what the browser complained about').toEqual([]);
  }
}
