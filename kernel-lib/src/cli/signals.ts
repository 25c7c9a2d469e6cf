/** Ctrl+C and its sisters as an AbortSignal, for work that must end in good order. */

/** Aborted by Ctrl+C, by a request to end, or by the terminal's end; from here on these no longer end us at once. */
export function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => controller.abort());
  return controller.signal;
}
