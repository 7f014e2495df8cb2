// The browser tests that a sample has in its folder, one to a line.
import '../src/samples/welcome/browser_tests';
