/** Runs one cell after another: convert, run, show the last value, say how it ended. */
import { types } from 'node:util';
import vm from 'node:vm';
import { valueBundle } from '../../display/values.js';
import type { CellError, ExpressionAnswer } from '../outputs.js';
import type { Command } from '../messages.js';
import { wireBundle } from './bundles.js';
import { IMPORT, SCOPE } from './cellScript.js';
import { KeyboardInterrupt, runIn, type Cell } from './cells.js';
import { CellSources } from './cellSources.js';
import { send } from './channel.js';
import type { CellConverter, Conversion } from './converter.js';
import { CellErrors, describeDiagnostics } from './errors.js';
import { sendOutput } from './marks.js';
import { Modules } from './modules.js';
import { protect } from './protection.js';
import { stringify } from '../json.js';

type Execute = Extract<Command, { type: 'execute' }>;
type Scope = Record<string, unknown>;

/** The kernel's own: those that cells see do not fire for an interrupted cell. */
const soon = setImmediate;

/** As it was before any cell could replace it. */
const { runInThisContext } = vm;

interface Running {
  cell: Cell;
  conversion?: Conversion;
  /** What the names that the cell declares were before. */
  before: Map<string, unknown>;
  /** What the expressions that came with the cell gave. */
  expressions?: Record<string, ExpressionAnswer>;
  /** Ends the wait for a cell whose promise may never settle. */
  stop(): void;
}

export class Runner {
  readonly cells = new CellSources();
  readonly errors = new CellErrors(this.cells);
  /** The values of all cells, by name. */
  private readonly scope: Scope = {};
  private readonly modules: Modules;
  private running: Running | undefined;

  constructor(
    private readonly converter: CellConverter,
    private readonly cwd: string,
    /** Called when the cell is over, before the parent hears of it. */
    private readonly onDone: (cell: number) => void,
  ) {
    this.modules = new Modules(cwd);
  }

  get isBusy(): boolean {
    return this.running !== undefined;
  }

  /** From here on the cell has an end, whatever comes. */
  begin(command: Execute): void {
    const cell: Cell = { number: command.cell, executionCount: command.executionCount, interrupted: false };
    this.running = { cell, before: new Map(), stop: () => undefined };
  }

  /** Runs the cell that has begun. */
  execute(command: Execute): void {
    const { running } = this;
    if (running === undefined) return;
    const stopped = new Promise<never>((_, reject) => {
      running.stop = () => reject(new KeyboardInterrupt());
    });
    // Where the interrupt ends this very function, nobody waits for it.
    stopped.catch(() => undefined);
    const finished = runIn(running.cell, () => this.run(running, command));
    // Later than the rejections that nobody waits for, which Node reports when all promises have run.
    const finish = (error?: CellError) => soon(() => this.finish(running, error));
    void Promise.race([finished, stopped]).then(
      () => finish(),
      (thrown: unknown) => finish(this.errors.describe(thrown)),
    );
  }

  /** Ends the running cell, wherever it is. */
  interrupt(): void {
    const { running } = this;
    if (running === undefined) return;
    running.cell.interrupted = true;
    running.stop();
    // The interrupt may have ended the very code that waits for `stop`.
    soon(() => this.finish(running, this.errors.describe(new KeyboardInterrupt())));
  }

  private async run(running: Running, { code, silent, expressions = {} }: Execute): Promise<void> {
    const { cell } = running;
    const conversion = this.convert(code);
    if ('errors' in conversion) return this.finish(running, describeDiagnostics(code, conversion.errors));
    running.conversion = conversion;
    this.modules.update(conversion.files);
    for (const name of conversion.declared) {
      running.before.set(name, this.scope[name]);
      this.scope[name] = undefined;
    }
    const { executionCount } = cell;
    const filename = this.cells.register({ code, executionCount, locate: conversion.locate });
    const ended = this.compile(conversion, filename)();
    if (conversion.isAsync) await ended;
    if (cell.interrupted) return;
    await this.showResult(cell, conversion, silent);
    if (cell.interrupted || Object.keys(expressions).length === 0) return;
    // The expressions may use what the cell declares.
    this.settle(running, []);
    running.expressions = await this.evaluateAll(expressions);
  }

  private convert(code: string) {
    return protect(() => this.converter.convert(code, (name) => name in this.scope));
  }

  private async evaluateAll(expressions: Record<string, string>): Promise<Record<string, ExpressionAnswer>> {
    const answers: [string, ExpressionAnswer][] = [];
    for (const [name, code] of Object.entries(expressions)) answers.push([name, await this.evaluate(code)]);
    return Object.fromEntries(answers);
  }

  /** The value of an expression beside the cells: it declares nothing, and an error is its answer. */
  private async evaluate(code: string): Promise<ExpressionAnswer> {
    try {
      const conversion = this.convert(code);
      if ('errors' in conversion) return { status: 'error', ...describeDiagnostics(code, conversion.errors) };
      const { result, declared } = conversion;
      if (result === undefined || declared.length > 0) {
        throw new SyntaxError(`Expected an expression, got ${stringify(code)}.`);
      }
      await this.compile(conversion, 'expression')();
      const last = this.take(result);
      const data = wireBundle(await valueBundle(types.isPromise(last) ? await last : last));
      return { status: 'ok', data, metadata: {} };
    } catch (thrown) {
      return { status: 'error', ...this.errors.describe(thrown) };
    }
  }

  /** The value of a last expression, which nothing but the result holds on to. */
  private take(result: string): unknown {
    const value = this.scope[result];
    this.scope[result] = undefined;
    return value;
  }

  private compile({ code, isAsync }: Conversion, filename: string): () => unknown {
    const names = [SCOPE, IMPORT, 'exports', 'require', 'module', '__filename', '__dirname'];
    const { modules, scope, cwd } = this;
    const values = [scope, modules.import, scope, modules.require, { exports: scope }, `${cwd}/cell.ts`, cwd];
    const source = `(${isAsync ? 'async ' : ''}function (${names.join(', ')}) {\n${code}\n})`;
    const cell = runInThisContext(source, { filename, lineOffset: -1 }) as (...given: unknown[]) => unknown;
    return () => cell(...values);
  }

  /** A promise is awaited first; where it is rejected, the cell fails. */
  private async showResult(cell: Cell, { result }: Conversion, silent: boolean): Promise<void> {
    if (result === undefined) return;
    const last = this.take(result);
    // Not through an async function of ours: it would ask any value for its `then`.
    const value = types.isPromise(last) ? await last : last;
    if (value === undefined || silent) return;
    const bundle = valueBundle(value);
    const data = wireBundle(bundle instanceof Promise ? await bundle : bundle);
    if (cell.interrupted) return;
    const { number, executionCount: execution_count } = cell;
    const output = { output_type: 'execute_result', execution_count, data, metadata: {} } as const;
    sendOutput(number, output);
  }

  private finish(running: Running, error?: CellError): void {
    protect(() => this.finishNow(running, error));
  }

  private finishNow(running: Running, error?: CellError): void {
    if (this.running !== running) return;
    this.running = undefined;
    const { conversion, cell, expressions } = running;
    const isUnreached = (name: string) => this.scope[name] === undefined;
    this.settle(running, error === undefined ? [] : (conversion?.declared ?? []).filter(isUnreached));
    if (error !== undefined) {
      sendOutput(cell.number, { output_type: 'error', ...error });
    }
    this.onDone(cell.number);
    const answers = error !== undefined || expressions === undefined ? {} : { expressions };
    send({ type: 'done', cell: cell.number, ...(error === undefined ? {} : { error }), ...answers });
  }

  /** Later cells see what this one declared; what it did not reach is again what it was before. */
  private settle(running: Running, unreached: readonly string[]): void {
    protect(() => {
      const { conversion, before } = running;
      if (conversion === undefined) return;
      delete running.conversion;
      for (const name of unreached) this.scope[name] = before.get(name);
      this.converter.accept(conversion, unreached);
    });
  }
}
