/** Runs a notebook from top to bottom without a front end, in the kernel's own child process. */
import { dirname, resolve } from 'node:path';
import type { FigureRecord } from '../display/figure.js';
import { UserError } from '../errors.js';
import { readText } from '../files.js';
import type { CellError, ExecuteReply, Output } from '../kernel/outputs.js';
import type { RequestHandler, Session } from '../kernel/session.js';
import { scriptToNotebook, type Language } from './convert.js';
import { figuresOf } from './figures.js';
import { withoutOutputs, type Cell, type CodeCell, type Notebook } from './format.js';
import { readNotebook } from './ipynb.js';
import { OutputCollector } from './outputs.js';
import { parsePercent } from './percent.js';

/** What we need of the kernel's session. */
export type RunSession = Pick<Session, 'execute' | 'interrupt' | 'dispose'>;

export interface RunOptions {
  /** Called before each cell, text cells too. */
  onCell?: (cell: Cell, index: number, cells: number) => void;
  onOutput?: (output: Output, index: number) => void;
  /** Aborting interrupts the running cell; what it has shown so far is kept. */
  signal?: AbortSignal;
  /** The most seconds that one cell may run. Without it there is no limit. */
  timeoutSeconds?: number;
  /** Which cells of a percent script; `en` unless told. */
  lang?: Language;
  /** The folder that cells run in; the notebook's own unless told. */
  cwd?: string;
  /** The node that runs cells; the session's own choice unless told. */
  node?: string;
  /** What cells may ask of this process, for example `check`. */
  requests?: Record<string, RequestHandler>;
  /** Starts the session; tests pass one of their own. */
  start?: (options: {
    cwd: string;
    node?: string;
    requests?: Record<string, RequestHandler>;
  }) => Promise<RunSession>;
}

export interface RunResult {
  status: 'ok' | 'error' | 'interrupted' | 'timeout';
  /** For the command line: 0 only where every cell ran to its end. */
  exitCode: number;
  /** With the new outputs; cells that did not run have none. */
  notebook: Notebook;
  figures: FigureRecord[];
  /** Where it did not end well: in which cell (from 0), and why. */
  failed?: { cell: number; error: CellError };
}

const EXIT_CODES = { ok: 0, error: 1, interrupted: 130, timeout: 124 };
/** How long an interrupted cell has to end before its process is ended. */
const GRACE_MS = 5000;

/** The notebook of an `.ipynb` file or of a percent script. */
export async function loadNotebook(path: string, lang: Language = 'en'): Promise<Notebook> {
  if (path.endsWith('.ipynb')) return readNotebook(path);
  if (!path.endsWith('.ts'))
    throw new UserError(`${path} is no notebook; name an .ipynb file or a .ts percent script.`);
  const script = parsePercent(await readText(path), path);
  if (script.cells.length === 0) throw new UserError(`${path} has no cell; begin one with // %%.`);
  return scriptToNotebook(script, { lang, path });
}

/**
 * Runs the cells of an `.ipynb` file or a percent script in order and stops at the first error.
 * The file stays as it is; `writeNotebook` stores the result.
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<RunResult> {
  const notebook = await loadNotebook(path, options.lang);
  const { cwd = dirname(resolve(path)), node, requests, start = startKernel } = options;
  const session = await start({
    cwd,
    ...(node === undefined ? {} : { node }),
    ...(requests === undefined ? {} : { requests }),
  });
  try {
    return await runCells(session, withoutOutputs(notebook), options);
  } finally {
    await session.dispose();
  }
}

/** Loaded when it is needed: building and checking notebooks do without the kernel. */
const startKernel: NonNullable<RunOptions['start']> = async (settings) =>
  (await import('../kernel/session.js')).Session.start(settings);

async function runCells(session: RunSession, notebook: Notebook, options: RunOptions): Promise<RunResult> {
  const collector = new OutputCollector();
  const finish = (status: RunResult['status'], failed?: RunResult['failed']): RunResult => ({
    status,
    exitCode: EXIT_CODES[status],
    notebook,
    figures: figuresOf(notebook),
    ...(failed === undefined ? {} : { failed }),
  });
  for (const [index, cell] of notebook.cells.entries()) {
    if (options.signal?.aborted) return finish('interrupted', { cell: index, error: INTERRUPTED });
    options.onCell?.(cell, index, notebook.cells.length);
    if (cell.cell_type !== 'code' || cell.source.trim() === '') continue;
    cell.outputs = collector.beginCell();
    const { status, reply } = await runCell(session, cell, collector, index, options);
    collector.endCell();
    cell.execution_count = reply?.executionCount ?? null;
    if (status === 'ok') continue;
    return finish(status, {
      cell: index,
      error: reply?.error ?? (status === 'error' ? ABORTED : INTERRUPTED),
    });
  }
  return finish('ok');
}

const INTERRUPTED: CellError = { ename: 'Interrupted', evalue: 'The run was interrupted.', traceback: [] };
const ABORTED: CellError = {
  ename: 'Aborted',
  evalue: 'The cell was not run: its process had ended.',
  traceback: [],
};

interface CellEnd {
  status: RunResult['status'];
  /** Absent where the cell did not even end after the interrupt. */
  reply?: ExecuteReply;
}

async function runCell(
  session: RunSession,
  cell: CodeCell,
  collector: OutputCollector,
  index: number,
  options: RunOptions,
): Promise<CellEnd> {
  let open = true;
  const running = session.execute(cell.source, (output) => {
    if (!open) return;
    collector.add(output);
    options.onOutput?.(output, index);
  });
  const stop = stopRequest(options);
  try {
    const first = await Promise.race([running, stop.requested]);
    if (typeof first === 'object') return { status: first.status === 'ok' ? 'ok' : 'error', reply: first };
    await session.interrupt();
    const grace = timer(GRACE_MS);
    const reply = await Promise.race([running, grace.done]);
    grace.clear();
    return { status: first, ...(reply === undefined ? {} : { reply }) };
  } finally {
    open = false;
    stop.clear();
    // An interrupted cell that never ends is given up; its late failure has no reader.
    running.catch(() => undefined);
  }
}

/** Settles when the caller aborts or the cell's time is over. */
function stopRequest({ signal, timeoutSeconds }: RunOptions) {
  const limit = timeoutSeconds === undefined ? undefined : timer(timeoutSeconds * 1000);
  let abort = () => {};
  const aborted = new Promise<'interrupted'>((settle) => {
    abort = () => settle('interrupted');
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  });
  const timedOut = limit?.done.then(() => 'timeout' as const);
  return {
    requested: timedOut === undefined ? aborted : Promise.race([aborted, timedOut]),
    clear: () => {
      limit?.clear();
      signal?.removeEventListener('abort', abort);
    },
  };
}

function timer(milliseconds: number): { done: Promise<undefined>; clear: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const done = new Promise<undefined>((settle) => {
    handle = setTimeout(() => settle(undefined), milliseconds);
  });
  return { done, clear: () => clearTimeout(handle) };
}
