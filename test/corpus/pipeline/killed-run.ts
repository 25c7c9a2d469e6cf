/**
 * A run in a process of its own that kills itself in the middle of a phase, as power cuts do:
 * `node killed-run.js REQUEST [{label, records, delay}]`, both as JSON.
 */
import { buildCorpus, type BuildRequest } from 'kernel-lib/dist/corpus/pipeline/build.js';

export interface Death {
  /** The phase, by the label of its progress. */
  label: string;
  /** After so many records of it that are not its last one. */
  records: number;
  /** So many milliseconds later; the threads work on. */
  delay: number;
}

async function main([request, death]: (string | undefined)[]): Promise<void> {
  const { label, records, delay } = JSON.parse(death ?? '{}') as Partial<Death>;
  let seen = 0;
  const work = buildCorpus(JSON.parse(request!) as BuildRequest);
  for (;;) {
    const step = await work.next();
    if (step.done === true) return;
    const { label: current, done, total } = step.value;
    if (current !== label || done === total || ++seen !== records) continue;
    if (delay === 0) process.kill(process.pid, 'SIGKILL');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), delay);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((thrown: unknown) => {
    console.error(thrown);
    process.exitCode = 1;
  });
}
