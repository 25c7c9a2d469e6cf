/** What parent and child say to each other. File descriptors 0, 1 and 2 stay what they are everywhere. */
import type { CommEvent } from '../display/host.js';
import type { CellError, Completeness, Completion, ExpressionAnswer, Inspection, Output } from './outputs.js';

/** Child → parent: frames, written synchronously. */
export const FRAMES_FD = 3;
/** Parent → child: frames, read by the child's main thread. */
export const COMMANDS_FD = 4;
/** Parent → child: one byte an interrupt, read by a thread of its own; its end is the parent's death. */
export const INTERRUPT_FD = 5;

/** The questions about code that the child answers beside running cells. */
export interface Questions {
  complete: { ask: { code: string; cursor: number }; answer: Completion };
  inspect: { ask: { code: string; cursor: number }; answer: Inspection };
  isComplete: { ask: { code: string }; answer: Completeness };
}

export type Question = keyof Questions;

export type Command =
  | {
      type: 'execute';
      /** Names the run of this cell in every frame about it. */
      cell: number;
      code: string;
      executionCount: number;
      /** Show no result. */
      silent: boolean;
      /** To be evaluated when the cell has run, by a name for the answer. */
      expressions?: Record<string, string>;
    }
  | { [Q in Question]: { type: 'question'; id: number; question: Q; ask: Questions[Q]['ask'] } }[Question]
  | { type: 'response'; id: number; value?: unknown; error?: string }
  /** Answered when the handlers of the cells have been called. */
  | { type: 'comm'; id: number; event: CommEvent };

export type Frame =
  | { type: 'ready' }
  | { type: 'output'; cell: number; output: Output }
  | { type: 'done'; cell: number; error?: CellError; expressions?: Record<string, ExpressionAnswer> }
  | { type: 'answer'; id: number; value?: unknown; error?: string }
  | { type: 'request'; id: number; cell: number; name: string; payload: unknown }
  /** Goes out on file descriptors 1 and 2 too: none overtakes the others there. */
  | { type: 'mark'; mark: number }
  | { type: 'input'; id: number; cell: number; prompt: string; password: boolean }
  | { type: 'comm'; cell: number; event: CommEvent }
  | { type: 'commTarget'; cell: number; name: string }
  /** All groups of processes that cells have started with `detached`, and that may still live. */
  | { type: 'groups'; groups: readonly number[] }
  | { type: 'exit'; code: number };

/**
 * What ends a cell's text on the native file descriptors 1 and 2.
 * @param end - the number of the cell, or `m` and the number of a `mark`.
 */
export function endMark(token: string, end: number | `m${number}`): string {
  return `\u0000${token}:${end}\u0000`;
}
