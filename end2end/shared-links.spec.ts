import { expect, test } from './fixtures';
import { MIRA } from './people';

// The fixture `trouble` fails each of these tests if Chromium writes anything into its console.
for (const { who, as, path } of [{ who: 'a visitor', as: undefined, path: '/' }, { who: 'Mira', as: MIRA, path: '/dashboard' }]) {
  test.describe(who, () => {
    test.use({ signedInAs: as });

    test('Chromium reads the manifest without an error and shows its icons', async ({ page, context }) => {
      await page.goto(path);
      const browser = await context.newCDPSession(page);
      const { url, data, errors } = await browser.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      expect(new URL(url).pathname).toBe('/manifest.webmanifest');
      const { name, icons } = JSON.parse(data ?? '') as { name: string; icons: { src: string; sizes: string }[] };
      expect(await page.title()).toContain(` · ${name}`);
      expect(icons.length).toBeGreaterThan(2);
      for (const { src, sizes } of icons) expect(await sizeOf(src), src).toBe(sizes);
      expect(await sizeOf('/share.png')).toBe('1200x630');

      function sizeOf(src: string) {
        return page.evaluate(async src => {
          const image = new Image();
          image.src = src;
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }, src);
      }
    });
  });
}
