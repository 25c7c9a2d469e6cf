/** What stands between a learner's code and the machine that grades it. One file for each kind in this folder. */

/** Bounds of one confined process and of all that it starts. */
export interface Limits {
  /** Seconds of CPU time, all threads together. */
  cpuSeconds: number;
  /** Heap, typed arrays and WebAssembly together, in MiB. */
  memoryMegabytes: number;
  /** All that it may write to files, in MiB. */
  fileMegabytes: number;
  /** Processes and threads at once. */
  processes: number;
}

export type IsolationName = 'bubblewrap' | 'sandbox-exec' | 'docker' | 'podman' | 'node permissions' | 'none';

/** A program of the library to run confined: descriptor 3 is its channel, 1 and 2 are what it prints, 0 is empty. */
export interface ConfinedProgram {
  /** Absolute path of a `.js` file of the library. */
  script: string;
  nodeFlags?: readonly string[];
  args?: readonly string[];
  limits: Limits;
  /** An empty folder outside, for isolations that cannot bring one of their own. */
  folder: string;
}

/** What to give to `spawn`, with `stdio: ['ignore', 'pipe', 'pipe', 'pipe']`. */
export interface ConfinedCommand {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
}

export interface Isolation {
  name: IsolationName;
  /** Whether a final grade may rest on it without an explicit flag. */
  strong: boolean;
  /** Why this one, or what is weak about it, in a sentence. */
  reason: string;
  command(program: ConfinedProgram): ConfinedCommand;
}
