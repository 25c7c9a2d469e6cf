import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import { sampleDocuments } from './samples';

describe('a long web', () => {
  it('streams: what is kept does not grow with it', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const kept: number[] = [];
    let count = 0;
    const copied = { pages: 40, times: 20 };
    for (const page of webPages(sampleDocuments(12_000), { seed: 2, copied })) {
      count += page.text.length > 0 ? 1 : 0;
      if (count === 3000 || count === 12_000) {
        gc();
        kept.push(process.memoryUsage().heapUsed);
      }
    }
    const grown = (kept[1]! - kept[0]!) / 1e6;
    assert.ok(grown < 1.5, `${grown} MB more after 9,000 pages more`);
  });
});
