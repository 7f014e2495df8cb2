import { readFileSync, statSync } from 'node:fs';
import { expect, plainTest as test, type Page } from './fixtures';

// Draws the picture of shared links and the icons, from the mark, the name and the tagline of now (scripts/images.sh).
const ASSETS = '../public/assets';
const ICONS = [
  { file: `${ASSETS}/icon-192.png`, size: 192, isFilled: false },
  { file: `${ASSETS}/icon-512.png`, size: 512, isFilled: false },
  { file: `${ASSETS}/icon-maskable-512.png`, size: 512, isFilled: true },
  // iOS puts black behind transparent parts.
  { file: `${ASSETS}/apple-touch-icon.png`, size: 180, isFilled: true },
];
/** Chat programs skip large pictures. */
const MAX_BYTES = 60 * 1024;

test('the picture of shared links', async ({ page }) => {
  const file = '../public/share.png';
  await page.setViewportSize({ width: 1200, height: 630 });
  await open(page, 'share');
  const brand = readFileSync('../src/brand.rs', 'utf8');
  await page.locator('h1').evaluate((element, text) => { element.textContent = text; }, constant(brand, 'NAME'));
  await page.locator('p').evaluate((element, text) => { element.textContent = text; }, constant(brand, 'TAGLINE'));
  await page.screenshot({ path: file });
  const overflow = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(overflow, 'pixels of text that have no room: make the texts in images/share.html smaller').toBeLessThanOrEqual(0);
  expect(statSync(file).size, 'bytes').toBeLessThanOrEqual(MAX_BYTES);
});

for (const { file, size, isFilled } of ICONS) {
  test(`the icon ${file}`, async ({ page }) => {
    await page.setViewportSize({ width: size, height: size });
    await open(page, 'icon');
    await page.locator('body').evaluate((body, isFilled) => body.toggleAttribute('data-filled', isFilled), isFilled);
    await page.screenshot({ path: file, omitBackground: !isFilled });
  });
}

/** Opens a drawing and puts the mark of the sprite into it. */
async function open(page: Page, drawing: string) {
  await page.goto(new URL(`images/${drawing}.html`, import.meta.url).href);
  const symbol = readFileSync(`${ASSETS}/icons.svg`, 'utf8').match(/<symbol id="mark" viewBox="([^"]+)">(.*?)<\/symbol>/s);
  if (!symbol) throw new Error('public/assets/icons.svg has no <symbol id="mark">.');
  const [, viewBox, shapes] = symbol;
  await page.locator('.mark').evaluate((element, svg) => { element.innerHTML = svg; }, `<svg viewBox="${viewBox}">${shapes}</svg>`);
}

/** Returns the text of a constant in src/brand.rs. */
function constant(source: string, name: string) {
  const text = source.match(new RegExp(`pub const ${name}: &str = "(.*)";`))?.[1];
  if (text === undefined) throw new Error(`src/brand.rs has no text ${name} on one line.`);
  return text.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}
