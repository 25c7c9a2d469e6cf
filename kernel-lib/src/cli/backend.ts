/** `--backend` and `--threads` of the words that run cells. Kernels find both in their environment. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { BACKENDS, type BackendName } from '../backend/names.js';

export interface BackendOptions {
  backend?: BackendName;
  threads?: number;
}

export function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', 'what calculates the tensors (otherwise the best that works)').choices(
        BACKENDS,
      ),
    )
    .option('--threads <number>', 'threads of the backend `threads` (otherwise one a core)', parseThreads)
    .hook('preAction', (_, action) => {
      const { backend, threads } = action.opts<BackendOptions>();
      if (backend !== undefined) process.env['BLOSSOM_BACKEND'] = backend;
      if (threads !== undefined) process.env['BLOSSOM_THREADS'] = String(threads);
    });
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw new InvalidArgumentError('Threads are a whole number from 1 to 64.');
}
