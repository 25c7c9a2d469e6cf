/** Where a corpus lies: what a reader wants on top, what a resumed run needs in `work/`, numbered by block. */
import { join } from 'node:path';

export interface Places {
  out: string;
  /** What the run is: options, inputs; a resumed run compares. */
  run: string;
  lock: string;
  tokenizer: string;
  shards: string;
  kept: string;
  dropped: string;
  problems: string;
  report: string;
  datasheet: string;
  datasheetJson: string;
  work: string;
  /** Written when a phase has ended. */
  done(phase: string): string;
  /** A file of one block, for example `block('texts', 3, 'jsonl')`. */
  block(kind: string, number: number, extension: string): string;
}

const name = (number: number) => String(number).padStart(7, '0');

export function placesIn(out: string): Places {
  const work = join(out, 'work');
  return {
    out,
    run: join(out, 'run.json'),
    lock: join(out, '.lock'),
    tokenizer: join(out, 'tokenizer.json'),
    shards: join(out, 'shards'),
    kept: join(out, 'kept'),
    dropped: join(out, 'dropped.jsonl.gz'),
    problems: join(out, 'problems.jsonl'),
    report: join(out, 'report.json'),
    datasheet: join(out, 'datasheet.md'),
    datasheetJson: join(out, 'datasheet.json'),
    work,
    done: (phase) => join(work, `${phase}.json`),
    block: (kind, number, extension) => join(work, kind, `${name(number)}.${extension}`),
  };
}
