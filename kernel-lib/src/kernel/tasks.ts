/** The source of the last run cell of each task: what `check` sends, never the unsaved file. */

export class SourcesOfTasks {
  private readonly sources = new Map<string, string>();

  /** Keeps the cell where its first line names a task, as in `// task: mask-tokens`. */
  remember(code: string): void {
    const task = /^\s*\/\/ *task: *([\w-]+)/.exec(code)?.[1];
    if (task !== undefined) this.sources.set(task, code);
  }

  get(task: string): string | undefined {
    return this.sources.get(task);
  }
}
