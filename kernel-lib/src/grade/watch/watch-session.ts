/**
 * `check --watch` without its terminal: a save or a key comes in, a screen comes out. Saves that come while a check
 * runs are answered by one more check when it is over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors.js';
import { readTaskCells, type Driver } from '../driver.js';
import type { TaskState } from '../progress/course-map.js';
import { hashOfCell, isLearners, readRecords, recordResults, type TaskRecord } from '../progress/records.js';
import type { CheckResult, CheckStatus } from '../result.js';
import { listTasks, loadHints } from '../tasks.js';
import { nextOpen, type Screen } from './screen.js';

export interface WatchOptions {
  /** Absolute path of the exercise. */
  path: string;
  /** How it is called on the screen. */
  name: string;
  root: string;
  driver: Driver;
  /** This task alone. */
  task?: string;
  /** Whether keys can be pressed. */
  keys: boolean;
  show(screen: Screen): void;
  /** TypeScript's advice on a cell; may take seconds and comes after the result. */
  advise?(source: string): Promise<string[]>;
}

/** A save in several parts is whole after so long. */
const RETRY_MILLISECONDS = 200;

export class WatchSession {
  private cells = new Map<string, string>();
  private readonly states = new Map<string, TaskState>();
  private readonly results = new Map<string, CheckResult>();
  private readonly hintsShown = new Map<string, number>();
  private current: string | undefined;
  private work: Promise<void> = Promise.resolve();
  private saveWaits = false;

  constructor(private readonly options: WatchOptions) {}

  /** Looks at every task once, then checks the first open one. */
  begin(): Promise<void> {
    return this.queue(async () => {
      this.cells = await readTaskCells(this.options.path, this.options.task);
      this.show({});
      const records = await readRecords(this.options.root);
      for (const [task, source] of this.cells) {
        this.states.set(task, stateIn(records.get(task), source) ?? (await this.firstLook(task, source)));
      }
      await this.checkTask(this.firstOpen());
    });
  }

  /** The file was saved. */
  saved(): Promise<void> {
    if (this.saveWaits) return this.work;
    this.saveWaits = true;
    return this.queue(async () => {
      this.saveWaits = false;
      const before = this.cells;
      const cells = await this.readAgain();
      if (cells === undefined) return;
      this.cells = cells;
      const changed = [...cells].filter(
        ([task, source]) => hashOfCell(before.get(task) ?? '') !== hashOfCell(source),
      );
      // Nothing of a task is new: the one in hand, or the first open one, is checked again.
      if (changed.length === 0)
        return this.checkTask(this.isOpen(this.current) ? this.current : this.firstOpen());
      for (const [task] of changed) await this.checkTask(task, false);
      this.current = changed.map(([task]) => task).find((task) => this.isOpen(task)) ?? changed.at(-1)![0];
      this.showCurrent();
      this.adviseLater();
    });
  }

  /** `h` one more hint, `a` all tasks, `n` the next open task; other keys do nothing. */
  async key(key: string): Promise<void> {
    if (key === 'h') await this.queue(() => this.moreHints());
    if (key === 'a') await this.queue(() => this.checkAll());
    if (key === 'n') await this.queue(() => this.checkTask(nextOpen(this.stateList(), this.current)));
  }

  private queue(step: () => Promise<void>): Promise<void> {
    const mine = this.work.then(step);
    // What one step throws is told to whoever began it; the next one goes on.
    this.work = mine.catch(() => undefined);
    return mine;
  }

  private async readAgain(): Promise<Map<string, string> | undefined> {
    const read = () => readTaskCells(this.options.path, this.options.task);
    try {
      return await read().catch(() => sleep(RETRY_MILLISECONDS).then(read));
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      this.show({ problem: thrown.message });
      return undefined;
    }
  }

  /** A stub or a wrong answer shows in its first case. */
  private async firstLook(task: string, source: string): Promise<TaskState> {
    const { root, driver } = this.options;
    const [result] = await driver.check({ root, submissions: [{ task, source }], bail: true });
    if (result!.status === 'passed') await this.record(result!, source);
    return stateOf(result!.status);
  }

  private async checkTask(task: string | undefined, show = true): Promise<void> {
    const source = task === undefined ? undefined : this.cells.get(task);
    if (task === undefined || source === undefined) return this.checkAll();
    const { root, driver } = this.options;
    const [result] = await driver.check({ root, submissions: [{ task, source }] });
    this.results.set(task, result!);
    this.states.set(task, stateOf(result!.status));
    if (show) {
      this.current = task;
      this.showCurrent();
      this.adviseLater();
    }
    await this.record(result!, source);
  }

  private async checkAll(): Promise<void> {
    for (const task of this.cells.keys()) await this.checkTask(task, false);
    this.show({ all: [...this.cells.keys()].map((task) => this.results.get(task)!) });
  }

  private async record(result: CheckResult, source: string): Promise<void> {
    const { root, path } = this.options;
    if (isLearners(root, path)) await recordResults(root, [{ result, source, file: path }]);
  }

  private async moreHints(): Promise<void> {
    if (this.current === undefined) return;
    const shown = (this.hintsShown.get(this.current) ?? 0) + 1;
    this.hintsShown.set(this.current, Math.min(shown, (await this.hintsOf(this.current)).length));
    await this.showWithHints();
  }

  private async hintsOf(task: string): Promise<string[]> {
    const place = (await listTasks(this.options.root)).find((one) => one.task === task);
    return place === undefined ? [] : loadHints(place.folder);
  }

  private async showWithHints(extra: Partial<Screen> = {}): Promise<void> {
    const all = await this.hintsOf(this.current!);
    const shown = all.slice(0, this.hintsShown.get(this.current!) ?? 0);
    const result = this.results.get(this.current!)!;
    this.show({ result, hints: { shown, of: all.length }, ...extra });
  }

  private showCurrent(): void {
    this.show({ result: this.results.get(this.current!)! });
  }

  /** Comes when it comes, and only where nothing newer is on the screen. */
  private adviseLater(): void {
    const task = this.current!;
    const source = this.cells.get(task)!;
    const { advise } = this.options;
    if (advise === undefined || this.results.get(task)?.reason === 'syntax') return;
    void advise(source).then((advice) => {
      const isNews = this.current === task && this.cells.get(task) === source;
      if (isNews && advice.length > 0) return this.queue(() => this.showWithHints({ advice }));
    });
  }

  private show(what: Partial<Screen>): void {
    const { name, keys, show } = this.options;
    show({ file: name, keys, states: this.stateList(), ...what });
  }

  private readonly stateList = () =>
    [...this.cells.keys()].map((task) => ({ task, state: this.states.get(task) ?? 'not begun' }));
  private readonly isOpen = (task: string | undefined) =>
    task !== undefined && this.cells.has(task) && this.states.get(task) !== 'done';
  private readonly firstOpen = () => nextOpen(this.stateList(), undefined);
}

function stateOf(status: CheckStatus): TaskState {
  return status === 'passed' ? 'done' : status === 'not yet' ? 'not begun' : 'open';
}

/** What an earlier check said of this very cell. */
const stateIn = (record: TaskRecord | undefined, source: string): TaskState | undefined =>
  record?.cell === hashOfCell(source) ? stateOf(record.status) : undefined;
