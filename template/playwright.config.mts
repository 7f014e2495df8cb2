import app from '../end2end/playwright.config';

// The template's own browser tests, with the app's settings. Paths are relative to this file.
export default {
  ...app,
  testDir: '.',
  outputDir: '../end2end/results',
  reporter: [['list'], ['../end2end/tally.ts']],
  projects: [
    // template/watch-proof.sh
    { name: 'watch', testMatch: 'watch.spec.mts', timeout: 10 * 60_000 },
    // template/fork-proof.sh
    { name: 'fork', testMatch: ['fork.spec.mts', 'look.spec.mts', 'setup.spec.mts'] },
  ],
};
