/** A million documents and a line of 200 MB: how much memory the work on them takes, in a process of its own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const library = path.dirname(require.resolve('kernel-lib/dist/corpus/stream.js'));

/** Runs a script, which prints a number: bytes that the process has grown by, at most. */
function growthOf(script: string): number {
  const whole = `
    const { exactKey } = require('./exact/key.js');
    const { nearIndex } = require('./near/index.js');
    const { minHasher } = require('./near/minHasher.js');
    const { seededRandom } = require('../random.js');
    const grownBy = (before) => process.resourceUsage().maxRSS * 1024 - before;
    ${script}`;
  const output = execFileSync(process.execPath, ['--expose-gc', '-e', whole], {
    cwd: library,
    encoding: 'utf8',
  });
  return Number(output);
}

describe('memory', function () {
  this.timeout(300_000);

  it('of the index of a million documents stays below 250 bytes a document, clusters included', () => {
    const bytes = growthOf(`
      const random = seededRandom(1);
      const index = nearIndex();
      const signature = new Uint32Array(112);
      gc();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 1e6; i++) {
        if (i % 5 > 0) for (let k = 0; k < 112; k++) signature[k] = random() * 2 ** 32;
        index.add(signature, i % 1000);
      }
      const { keptOf } = index.clusters((a, b) => true);
      if (keptOf.filter((kept, i) => kept !== i).length !== 200_000 - 1) throw new Error('wrong clusters');
      if (index.bytes().most > 250e6) throw new Error('bytes() says ' + index.bytes().most);
      console.log(grownBy(before));`);
    assert.ok(bytes < 250e6, `${bytes / 1e6} bytes a document`);
    assert.ok(bytes > 100e6); // else nothing was measured
  });

  it('does not grow with one line of 200 MB, in either language', () => {
    for (const [unit, encoding] of [
      ['lorem ipsum dolor sit amet ', 'latin1'],
      ['春天来了樱花开了', 'utf16le'],
    ]) {
      const bytes = growthOf(`
        const line = Buffer.alloc(200e6, '${unit}', '${encoding}').toString('${encoding}');
        const hasher = minHasher();
        hasher.signature('warm', 'und');
        exactKey('warm');
        gc();
        const before = process.resourceUsage().maxRSS * 1024;
        hasher.signature(line, 'und');
        exactKey(line);
        console.log(grownBy(before));`);
      assert.ok(bytes < 40e6, `${unit}: ${bytes / 1e6} MB`);
    }
  });
});
