// One line for the browser tests of each feature. They are `.mts` files, imported as `.mjs`, because no package.json near them declares
// modules.
import '../src/features/welcome/tests/browser.mjs';
