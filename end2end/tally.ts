import type { Reporter, Suite } from '@playwright/test/reporter';
import { appendFileSync } from 'node:fs';

/** Adds the numbers of passed and failed tests to the tally of scripts/steps.sh. */
export default class Tally implements Reporter {
  private suite?: Suite;

  onBegin(_config: unknown, suite: Suite) {
    this.suite = suite;
  }

  onEnd() {
    const outcomes = this.suite?.allTests().map(test => test.outcome()) ?? [];
    const passed = outcomes.filter(outcome => outcome === 'expected').length;
    // A test that never ran, because the run was interrupted, has not passed.
    const failed = outcomes.length - passed;
    if (process.env.TALLY) appendFileSync(process.env.TALLY, `${passed} ${failed}\n`);
  }

  printsToStdio() {
    return false;
  }
}
