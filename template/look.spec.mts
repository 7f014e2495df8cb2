import { AxeBuilder, expect, test } from '../end2end/fixtures';

// `/look` exists in development only, so this runs with fork.spec.mts, whose server runs in development.
for (const theme of ['light', 'dark'] as const) {
  test(`every component in every state is accessible in a ${theme} browser`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('/look', { waitUntil: 'networkidle' });
    await expect(page.getByRole('heading', { level: 1, name: 'How everything looks' })).toBeVisible();
    for (const panel of ['Light', 'Dark']) {
      // A panel shows its own theme, whatever the browser prefers.
      const scheme = await page.getByRole('region', { name: panel }).evaluate(element => getComputedStyle(element).colorScheme);
      expect(scheme).toBe(panel.toLowerCase());
    }
    // This page shows each notice twice, so landmarks repeat. Other pages show one at most.
    const { violations } = await new AxeBuilder({ page }).disableRules(['landmark-unique']).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))).toEqual([]);
  });
}
