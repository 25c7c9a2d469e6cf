/** Documents of known content, for shards and batches. */
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import type { TokenDocument } from 'kernel-lib/dist/corpus/pack/shard-writer.js';

const SOURCES = ['web', 'books', 'papers'];

/** `count` documents of 0 to `longest` − 1 tokens; every fifth has marks. */
export function* documentsOf(
  count: number,
  vocabulary: number,
  longest = 90,
  seed = 1,
): Generator<TokenDocument> {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    const tokens = Int32Array.from({ length: randomInt(random, longest) }, () =>
      randomInt(random, vocabulary),
    );
    const document = { tokens, source: SOURCES[i % 3]!, language: i % 2 === 0 ? 'en' : 'zh' };
    const marks = [
      { start: 1, count: 2, label: 'season' },
      { start: 4, count: 1, label: 'flower' },
    ];
    yield i % 5 === 0 && tokens.length > 5 ? { ...document, marks } : document;
  }
}
