/** How a session is started, and what may be asked for with a cell. */
import type { CommEvent } from '../display/host.js';

export type RequestHandler = (
  payload: unknown,
  context: { taskSource(task: string): string | undefined; cwd: string },
) => Promise<unknown>;

export interface SessionOptions {
  /** Where cells resolve files and packages. */
  cwd: string;
  /** Path of the Node that runs cells; the pinned one if not given. */
  node?: string;
  /** What cells may ask this process to do, by name. */
  requests?: Record<string, RequestHandler>;
}

export interface ExecuteOptions {
  /** Show no result and count no execution. */
  silent?: boolean;
  /** False: count no execution. */
  storeHistory?: boolean;
  /** Evaluated when the cell has run to its end, by a name for each answer. */
  expressions?: Record<string, string>;
  /** Answers `prompt` in the cell; 'refused' where the one that asked for the cell takes no questions. */
  input?: InputHandler | 'refused';
  /** What the cell says to a program in the front end; also later, as with `onOutput`. */
  onComm?: (event: CommEvent) => void;
}

export interface InputAsk {
  prompt: string;
  /** Nobody is to see what is typed. */
  password: boolean;
  /** Aborted when the cell is over: nobody waits for the answer any more. */
  signal: AbortSignal;
}

export type InputHandler = (ask: InputAsk) => Promise<string>;
