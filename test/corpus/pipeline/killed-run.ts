/** A run in a process of its own, so that a test can kill it: `node killed-run.js JSON`. */
import { buildCorpus } from 'kernel-lib/dist/corpus/pipeline/build.js';
import type { BuildRequest } from 'kernel-lib/dist/corpus/pipeline/build.js';

async function main(): Promise<void> {
  const work = buildCorpus(JSON.parse(process.argv[2]!) as BuildRequest);
  for (;;) {
    const step = await work.next();
    if (step.done === true) return;
    process.stdout.write('.');
  }
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exitCode = 1;
});
