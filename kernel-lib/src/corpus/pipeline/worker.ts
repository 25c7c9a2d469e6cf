/** One worker thread of a run: takes tasks by their names, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf, UserError } from '../../errors.js';
import type { CorpusOptions } from './options.js';
import { placesIn, type Places } from './places.js';
import type { TaskAnswer, TaskMessage } from './pool.js';
import { tasks, type Thread } from './tasks/index.js';

const { out, options } = workerData as { out: string; options: CorpusOptions };
const places: Places = placesIn(out);
const port = parentPort!;
const thread: Thread = {
  places,
  options,
  progress: (done) => answer({ progress: done }),
};

function answer(message: TaskAnswer): void {
  port.postMessage(message);
}

port.on('message', ({ kind, input }: TaskMessage) => {
  void (async () => {
    try {
      answer({ result: await tasks[kind as keyof typeof tasks](input as never, thread) });
    } catch (thrown) {
      const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      const exitCode = thrown instanceof UserError ? { exitCode: thrown.exitCode } : {};
      answer({ error: { message: messageOf(thrown), stack, ...exitCode } });
    }
  })();
});
