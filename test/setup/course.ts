/** Copies of the course in temporary folders, and its commands run in them as a person would. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/paths.js';

/** What a bare clone has and set-up reads. */
const FILES = ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.base.json', 'scripts', 'kernel-lib'];
const FOLDERS = ['notebooks', 'exercises', 'solutions'];

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcessWithoutNullStreams;
  finished: Promise<Finished>;
  /** Resolves with stdout once it holds the text; rejects when the process ends before. */
  said(text: string): Promise<string>;
}

/** A new temporary folder; `removeAll` in an `after` hook takes all of them away, with the programs started. */
export function temporaryFolder(name = 'blossom'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'blossom-test-')));
  made.push(folder);
  const inner = join(folder, name);
  mkdirSync(inner);
  return inner;
}

const made: string[] = [];
const children = new Set<ChildProcessWithoutNullStreams>();

/** Ends what a failed test left running, for such a program would keep mocha from its end. */
export async function removeAll(): Promise<void> {
  const gone = [...children].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(gone);
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A clone without packages, environment or build. */
export function bareCourse(name?: string): string {
  const course = temporaryFolder(name);
  for (const file of FILES) {
    cpSync(join(root, file), join(course, file), {
      recursive: true,
      filter: (source) => !/[\\/](node_modules|dist|[^\\/]*\.tsbuildinfo)$/.test(source),
    });
  }
  for (const folder of FOLDERS) {
    mkdirSync(join(course, folder));
    if (existsSync(join(root, folder))) cpSync(join(root, folder), join(course, folder), { recursive: true });
  }
  return course;
}

/** A course whose packages and library are ready: packages are links to ours, the library is a copy of our build. */
export function readyCourse(name?: string): string {
  const course = bareCourse(name);
  const modules = join(course, 'node_modules');
  mkdirSync(modules);
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    if (entry !== 'kernel-lib' && !entry.startsWith('.blossom')) {
      symlinkSync(join(root, 'node_modules', entry), join(modules, entry));
    }
  }
  symlinkSync(join(course, 'kernel-lib'), join(modules, 'kernel-lib'));
  cpSync(join(root, 'kernel-lib', 'dist'), join(course, 'kernel-lib', 'dist'), { recursive: true });
  stampAsReady(course);
  return course;
}

interface Stamps {
  fingerprint(inputs: { texts?: string[]; files?: string[] }): string;
  writeStamp(stamp: string, inputs: string): void;
}

/** Lets the course's own set-up find its packages and library finished. */
export function stampAsReady(course: string): void {
  const { writeStamp } = script<Stamps>('setup/stamps.js', course);
  const packages = script<{ stamp: string; inputs(): string }>('setup/packages.js', course);
  const { library } = script<{ library: { stamp: string; inputs(): string } }>('setup/library.js', course);
  writeStamp(packages.stamp, packages.inputs());
  writeStamp(library.stamp, library.inputs());
}

/** One of the set-up's own modules: they are plain JavaScript, so the caller names the shape that it uses. */
export function script<T>(path: string, course = root): T {
  return createRequire(__filename)(join(course, 'scripts', path)) as T;
}

export interface Settings {
  cwd?: string;
  env?: Record<string, string | undefined>;
  uid?: number;
  /** Flags of node itself. */
  flags?: string[];
  /** Another path of node than the one that runs the tests. */
  node?: string;
}

/** Starts `node FILE …` and gathers what it says. */
export function start(file: string, args: string[], settings: Settings = {}): Running {
  const { cwd, env = {}, uid, flags = [], node = process.execPath } = settings;
  const child = spawn(node, [...flags, file, ...args], {
    cwd,
    env: { ...process.env, npm_execpath: undefined, NO_COLOR: '1', CI: '1', ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.add(child);
  child.on('close', () => children.delete(child));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const said = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => stdout.includes(text) && resolve(stdout);
      child.stdout.on('data', look);
      look();
      void finished.then(() => reject(new Error(`It ended before it said "${text}":\n${stdout}${stderr}`)));
    });
  return { child, finished, said };
}

export const run = (file: string, args: string[], settings?: Settings) =>
  start(file, args, settings).finished;

/** The one sentence on stderr, without its line end; fails where there is more than one line. */
export function sentenceIn({ stderr, stdout }: Finished): string {
  const lines = stderr.trimEnd().split('\n');
  if (lines.length !== 1 || lines[0] === '')
    throw new Error(`Expected one sentence:\n${stderr}\nstdout:\n${stdout}`);
  return lines[0]!;
}
