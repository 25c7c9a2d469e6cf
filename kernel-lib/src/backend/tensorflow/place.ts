/** Where the optional TensorFlow lies, which versions it is made of, and what that costs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../../config.js';

/** Which of TensorFlow's two builds. */
export type Variant = 'cpu' | 'cuda';

interface Build {
  /** What pip is asked for. */
  requirement: string;
  /** Whether what it depends on is needed, too (the libraries of CUDA are packages of their own). */
  dependencies: boolean;
  /** Megabytes: of the CPU as measured for TensorFlow 2.21.0, of CUDA the sum of its packages and an estimate of what is kept. */
  download: number;
  kept: number;
}

export const builds: Readonly<Record<Variant, Build>> = {
  cpu: { requirement: 'tensorflow-cpu==2.21.0', dependencies: false, download: 274, kept: 850 },
  cuda: { requirement: 'tensorflow[and-cuda]==2.21.0', dependencies: true, download: 3400, kept: 8000 },
};

/** The npm packages that hold the binding's sources and the headers of Node's own interface. */
export const NPM_PACKAGES = ['@tensorflow/tfjs-node@4.22.0', 'node-api-headers@1.5.0'];

export const folderIn = (state: string): string => join(state, 'tensorflow');
export const tensorflowFolder = folderIn(places.state);

export const bindingPackage = (folder: string): string =>
  join(folder, 'node_modules', '@tensorflow', 'tfjs-node');

/** What a finished set-up leaves beside its files. */
interface Mark {
  variant: Variant;
}

/** Which build is set up in the folder; undefined where none is. The mark is written last, before the rename. */
export function builtIn(folder: string): Variant | undefined {
  const file = markIn(folder);
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as Mark).variant;
}

export const markIn = (folder: string): string => join(folder, 'set-up.json');
export const markOf = (variant: Variant): string => `${JSON.stringify({ variant } satisfies Mark)}\n`;
