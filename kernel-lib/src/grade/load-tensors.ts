/** Loading tfjs in a confined program, before the learner's code is there. */
import module, { createRequire } from 'node:module';

/** The argument of the runner that asks for it. */
export const TENSORS = '--tensors';

interface Tensors {
  tensor(values: readonly unknown[], shape: readonly number[], dtype: string): unknown;
}

/** From the course, wherever the program runs. */
export const loadTensors = (): Tensors => createRequire(__filename)('@tensorflow/tfjs') as Tensors;

/** Lets V8 take compiled code from a folder, which may lie elsewhere than where it was made. Node 24 and newer. */
export function useKeptCode(directory: string): void {
  const { enableCompileCache } = module as typeof module & {
    enableCompileCache?(options: { directory: string; portable: boolean }): unknown;
  };
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) enableCompileCache?.({ directory, portable: true });
}
