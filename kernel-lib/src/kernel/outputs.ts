/** What a cell shows and how it ends, in the shapes that a notebook file stores. */
import type { MimeBundle } from '../display/host.js';

/** An error as Jupyter shows it: the error's name, its message, and lines of text for a person. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | {
      output_type: 'display_data' | 'update_display_data';
      data: MimeBundle;
      metadata: Record<string, unknown>;
      transient?: { display_id?: string };
    }
  | {
      output_type: 'execute_result';
      execution_count: number;
      data: MimeBundle;
      metadata: Record<string, unknown>;
    }
  | ({ output_type: 'error' } & CellError)
  | { output_type: 'clear_output'; wait: boolean };

export interface ExecuteReply {
  /** `aborted`: the cell was never started, because the process that was to run it had ended. */
  status: 'ok' | 'error' | 'aborted';
  executionCount: number;
  error?: CellError;
  /** The values of the expressions that were asked for with the cell, where it ran to its end. */
  expressions?: Record<string, ExpressionAnswer>;
}

/** What Jupyter calls the answer to a user expression. */
export type ExpressionAnswer =
  { status: 'ok'; data: MimeBundle; metadata: Record<string, unknown> } | ({ status: 'error' } & CellError);

export interface Completion {
  matches: string[];
  /** UTF-16 positions of the text that a match replaces. */
  cursorStart: number;
  cursorEnd: number;
}

export interface Inspection {
  found: boolean;
  data: MimeBundle;
}

export interface Completeness {
  status: 'complete' | 'incomplete' | 'invalid' | 'unknown';
  /** What to begin the next line with, where the cell goes on. */
  indent?: string;
}
