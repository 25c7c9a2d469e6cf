/**
 * Loads tfjs without the banner that it prints under Node (it advises a package that needs a download of its own).
 * Import this before anything that imports tfjs.
 */
const { warn } = console;
console.warn = () => {};
try {
  // A call, not an import statement: imports would be hoisted above the line before.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require('@tensorflow/tfjs');
} finally {
  console.warn = warn;
}
