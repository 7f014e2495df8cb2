import { AxeBuilder, expect, test } from '../end2end/fixtures';

// `/look` is there in development only, so this runs beside fork.spec.mts, whose server is one.
for (const theme of ['light', 'dark'] as const) {
  test(`every component in every state has no barriers, seen by who prefers ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('/look', { waitUntil: 'networkidle' });
    await expect(page.getByRole('heading', { level: 1, name: 'How everything looks' })).toBeVisible();
    for (const panel of ['Light', 'Dark']) {
      // Whatever the reader prefers, a panel shows its own theme.
      const scheme = await page.getByRole('region', { name: panel }).evaluate(element => getComputedStyle(element).colorScheme);
      expect(scheme).toBe(panel.toLowerCase());
    }
    // A page says one thing about the form that led to it; this one shows each notice twice, under one name.
    const { violations } = await new AxeBuilder({ page }).disableRules(['landmark-unique']).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))).toEqual([]);
  });
}
