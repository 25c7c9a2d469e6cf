/** A world of a million documents: the memory of the process stays where it is. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createWorld } from 'kernel-lib/dist/world/world.js';

describe('world: a million documents', () => {
  it('stream at constant memory, each with its own id', function () {
    this.timeout(300_000);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    /** What is alive, in MB: what has been made and is not needed any more does not count. */
    const memory = () => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    };
    let made = 0;
    let early = 0;
    let highest = 0;
    let characters = 0;
    for (const { sentences } of createWorld().documents({ count: 1_000_000 })) {
      for (const { text } of sentences) characters += text.length;
      made++;
      if (made === 50_000) early = memory();
      if (made % 50_000 === 0) highest = Math.max(highest, memory());
    }
    assert.equal(made, 1_000_000);
    assert.ok(characters > 100_000_000);
    assert.ok(
      highest < early + 5,
      `${highest.toFixed(1)} MB at most, ${early.toFixed(1)} MB after 50,000 documents`,
    );
  });
});
