/** `blossom run FILE…`: runs notebooks in the terminal; the charts come as an HTML page at the end. */
import { basename, dirname, join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { places } from '../config.js';
import { UserError } from '../errors.js';
import { writeAtomic } from '../files.js';
import { progressRequestHandler } from '../grade/course-progress.js';
import { checkRequestHandler } from '../grade/driver.js';
import { runNotebook, type RunResult } from '../notebook/headless.js';
import { terminalView } from '../notebook/terminal.js';
import { addBackendOptions } from './backend.js';
import { findNotebooks } from './lessons.js';
import { tellRuntime } from './runtime.js';
import { abortOnSignal } from './signals.js';
import { assertWritable } from './writable.js';

interface RunOptions {
  html?: string;
  figures?: string;
  timeout?: number;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom run 00                                 a chapter by its number
  $ npx blossom run notebooks/00-journey.ipynb --html journey.html
  $ npx blossom run 00 --figures figures.json --json   for a program
Ctrl+C interrupts the cell; what it has shown is kept. Exit codes: 0 all cells ran, 1 a cell failed,
124 a cell took longer than --timeout, 130 interrupted.`;

export function runCommand(): Command {
  const command = new Command('run')
    .description('run notebooks here: text, progress and tables in the terminal, charts as an HTML page')
    .argument('<file...>', 'notebooks (.ipynb), percent scripts (.ts), or lessons by number or name')
    .option('--html <file>', 'where the page goes (otherwise .blossom/runs/NAME.html)')
    .option('--figures <file>', 'write all figures (id, value, unit, goal, met) as JSON')
    .option('--timeout <seconds>', 'the most that one cell may take', parseSeconds)
    .option('--json', 'print one JSON document instead of the cells')
    .addHelpText('after', EXAMPLES)
    .action(run);
  return addBackendOptions(command);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError('Seconds are a number above 0.');
  return seconds;
}

async function run(words: string[], options: RunOptions): Promise<void> {
  const files = findNotebooks(words, places);
  if (options.html !== undefined && files.length > 1) {
    throw new UserError(
      `--html names one page, but ${files.length} notebooks run: leave it out, or run them singly.`,
    );
  }
  const targets = files.map((file) => ({ file, html: options.html ?? pageOf(file) }));
  const outputs = targets.map(({ html }) => html).concat(options.figures ?? []);
  for (const output of outputs) await assertWritable(output);
  tellRuntime();
  const asked = abortOnSignal();
  const results: { file: string; html: string; result: RunResult }[] = [];
  for (const { file, html } of targets) {
    if (asked.aborted) break;
    results.push({ file, html, result: await runOne(file, html, options, asked) });
  }
  const figures = results.flatMap(({ result }) => result.figures);
  if (options.figures !== undefined)
    await writeAtomic(options.figures, `${JSON.stringify(figures, null, 1)}\n`);
  if (options.json) console.log(JSON.stringify({ runs: results.map(summary) }, null, 1));
  process.exitCode = results.find(({ result }) => result.exitCode !== 0)?.result.exitCode ?? 0;
}

const pageOf = (file: string) => join(places.state, 'runs', basename(file).replace(/\.(ipynb|ts)$/, '.html'));

async function runOne(
  file: string,
  html: string,
  options: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  const view = options.json ? undefined : terminalView(process.stdout);
  const result = await runNotebook(file, {
    signal,
    requests: { check: checkRequestHandler(places.root), progress: progressRequestHandler(places.root) },
    ...(view === undefined ? {} : { onCell: view.onCell, onOutput: view.onOutput }),
    ...(options.timeout === undefined ? {} : { timeoutSeconds: options.timeout }),
  });
  view?.end();
  // Loaded here alone: its HTML parser is half of the time that any other word takes to start.
  const { notebookHtml, readPlotlyScript } = await import('../notebook/html.js');
  const page = notebookHtml(result.notebook, {
    plotlyScript: await readPlotlyScript(),
    folder: dirname(file),
  });
  await writeAtomic(html, page);
  if (!options.json)
    console.log(`\n${ending(file, result)}\nAll of it with its charts: ${relative(process.cwd(), html)}`);
  return result;
}

function ending(file: string, { status, failed, notebook }: RunResult): string {
  const cell = failed === undefined ? '' : ` at cell ${failed.cell + 1} of ${notebook.cells.length}`;
  switch (status) {
    case 'ok':
      return `${basename(file)} ran to its end.`;
    case 'error':
      return `${basename(file)} stopped${cell}: ${failed?.error.ename}: ${failed?.error.evalue}`;
    case 'interrupted':
      return `${basename(file)} was interrupted${cell}.`;
    case 'timeout':
      return `${basename(file)} stopped${cell}, which took longer than --timeout.`;
  }
}

function summary({ file, html, result }: { file: string; html: string; result: RunResult }) {
  const { status, figures, failed } = result;
  const where = failed === undefined ? {} : { failed: { cell: failed.cell + 1, ...failed.error } };
  return { file, status, html, figures, ...where };
}
