/** Training at length: memory grows with the words, not with the text. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import { world } from './samples.js';

describe('text/bpe: training at length', () => {
  it('takes no more memory for 500 MB than for 20 MB', async function () {
    this.timeout(300_000);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const part = world.join('\n');
    async function peak(bytes: number): Promise<number> {
      let [most, next] = [0, 0];
      function* texts() {
        for (let done = 0, i = 0; done < bytes; i++) {
          const text = `${part}\n${i % 5000} ${(i % 5000).toString(36).replace(/\d/g, 'q')}`;
          done += Buffer.byteLength(text);
          if (done > next) {
            next += 5_000_000;
            collect();
            const { heapUsed, arrayBuffers } = process.memoryUsage();
            most = Math.max(most, heapUsed + arrayBuffers);
          }
          yield text;
        }
      }
      await trainTokenizer(texts(), { vocabularySize: 2048 });
      return most;
    }
    await peak(20e6); // what V8 compiles is not counted
    const [few, many] = [await peak(20e6), await peak(500e6)];
    assert.ok(
      many < 1.2 * few,
      `${(many / 1e6).toFixed(1)} MB, and ${(few / 1e6).toFixed(1)} MB for 20 MB of text`,
    );
  });
});
