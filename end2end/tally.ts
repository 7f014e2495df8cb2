import type { Reporter, Suite } from '@playwright/test/reporter';
import { appendFileSync } from 'node:fs';

/** Adds what passed and failed to the tally of scripts/steps.sh. */
export default class Tally implements Reporter {
  private suite?: Suite;

  onBegin(_config: unknown, suite: Suite) {
    this.suite = suite;
  }

  onEnd() {
    const outcomes = this.suite?.allTests().map(test => test.outcome()) ?? [];
    const passed = outcomes.filter(outcome => outcome === 'expected').length;
    // A test that did not get its turn, because the run broke off, has not passed either.
    const failed = outcomes.length - passed;
    if (process.env.TALLY) appendFileSync(process.env.TALLY, `${passed} ${failed}\n`);
  }

  printsToStdio() {
    return false;
  }
}
