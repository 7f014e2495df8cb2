import { defineConfig, devices } from '@playwright/test';

// The scripts in ../scripts start the servers and choose the browser. One of them runs each project.
export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  fullyParallel: true,
  workers: '100%',
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['./tally.ts']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.BASE_URL,
    viewport: { width: 1280, height: 800 },
    // A recording of every step: make e2e ARGS="--trace on"
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM || undefined,
      // Chromium's own sandbox does not start as root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    // scripts/e2e.sh
    { name: 'app', testIgnore: ['restart.spec.ts', 'screenshots.spec.ts', 'lighthouse.spec.ts', 'images.spec.ts'] },
    // scripts/restart-proof.sh
    { name: 'restart', testMatch: 'restart.spec.ts' },
    // scripts/lighthouse.sh
    { name: 'lighthouse', testMatch: 'lighthouse.spec.ts', timeout: 20 * 60_000 },
    // scripts/screenshots.sh
    { name: 'screenshots', testMatch: 'screenshots.spec.ts' },
    // scripts/images.sh
    { name: 'images', testMatch: 'images.spec.ts' },
  ],
});
