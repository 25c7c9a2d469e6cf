import assert from 'node:assert/strict';
import { TextMeasurer } from 'kernel-lib/dist/corpus/quality/statistics.js';

describe('the measurer of texts', () => {
  it('comes to an end on many words after a short text that came after many words', () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}x`).join(' ');
    const measurer = new TextMeasurer();
    for (const count of [9000, 10, 6000, 3, 20_000]) {
      assert.equal(measurer.measure(words(count), 'en').words, count);
    }
  });
});
