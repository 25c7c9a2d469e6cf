/** Parts of all blocks, one behind the other, as one file: gzip members, or lines. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Thread } from './index.js';

export interface JoinInput {
  kind: string;
  blocks: number;
  to: string;
}

export async function join({ kind, blocks, to }: JoinInput, { places, progress }: Thread): Promise<void> {
  const temporary = `${to}.part`;
  const parts = async function* () {
    for (let number = 0; number < blocks; number++) {
      yield* createReadStream(places.block(kind, number, 'gz'));
      progress(number + 1);
    }
  };
  await pipeline(parts, createWriteStream(temporary));
  await rename(temporary, to);
}
