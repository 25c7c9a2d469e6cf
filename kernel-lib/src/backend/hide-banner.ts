/**
 * tfjs greets under Node with an advertisement when it is first used. Where only some work needs tfjs, loading it
 * beforehand (quiet.ts) would cost all; this leaves the greeting out whenever it comes.
 */
export function hideBanner(): void {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('looks like you are running TensorFlow.js in Node.js')) warn(...words);
  };
}
