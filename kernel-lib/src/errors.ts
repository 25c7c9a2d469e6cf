/** Errors that a person reads: what went wrong, with the actual values, and what to do next. */

/**
 * A mistake in what we were given (a file, a flag, an environment), not in our code.
 * The command line prints `message` alone, without a stack, and exits with `exitCode`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /**
   * @param message - one sentence: what is wrong, with the actual value, and the next step.
   * @param exitCode - the exit code of the command line; never 0.
   */
  constructor(
    message: string,
    readonly exitCode: number = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
