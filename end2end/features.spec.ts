// The browser tests that a sample has in its folder, one to a line. `.mts`, called `.mjs` here: no package.json says there that
// they are modules.
import '../src/features/welcome/tests/browser.mjs';
