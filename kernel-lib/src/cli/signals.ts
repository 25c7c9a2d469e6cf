/** Ctrl+C and its sisters as an AbortSignal, for work that must end in good order. */

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Aborted by Ctrl+C, by a request to end, or by the terminal's end; from here on these no longer end us at once. */
export function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => controller.abort());
  return controller.signal;
}

/** The first Ctrl+C stops after what is in work, the second one at once. */
export function stopOnSignal(say: (sentence: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // The processes that grade end with us, and what is not in the results yet is graded next time.
      if (controller.signal.aborted) process.exit(130);
      say('Stopping after the submissions in work; once more to stop at once. Nothing is lost either way.');
      controller.abort();
    });
  }
  return controller.signal;
}
