/** A step is done again exactly when its inputs changed or it was cut short. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeAll, script, temporaryFolder } from './course.js';

interface Stamps {
  fingerprint(inputs: { texts?: string[]; files?: string[] }): string;
  isStamped(stamp: string, inputs: string): boolean;
  removeStamp(stamp: string): void;
  writeStamp(stamp: string, inputs: string): void;
}
const { fingerprint, isStamped, removeStamp, writeStamp } = script<Stamps>('setup/stamps.js');

describe('setup: stamps', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  after(removeAll);

  it('hold for the same inputs alone', () => {
    const stamp = join(folder, 'deep', 'stamp');
    assert.equal(isStamped(stamp, 'a'), false);
    writeStamp(stamp, 'a');
    assert.equal(isStamped(stamp, 'a'), true);
    assert.equal(isStamped(stamp, 'b'), false);
    removeStamp(stamp);
    assert.equal(isStamped(stamp, 'a'), false);
  });

  it('do not count when they were cut short', () => {
    const stamp = join(folder, 'stamp');
    writeFileSync(`${stamp}.new`, 'a');
    assert.equal(isStamped(stamp, 'a'), false);
    assert.equal(existsSync(stamp), false);
  });

  it('see content, names and new files of a folder, and not its build', () => {
    const source = join(folder, 'src');
    mkdirSync(join(source, 'dist'), { recursive: true });
    writeFileSync(join(source, 'a.ts'), '1');
    const print = () => fingerprint({ files: [source] });
    const first = print();
    writeFileSync(join(source, 'dist', 'a.js'), 'built');
    assert.equal(print(), first);
    writeFileSync(join(source, 'a.ts'), '2');
    const second = print();
    assert.notEqual(second, first);
    rmSync(join(source, 'a.ts'));
    writeFileSync(join(source, 'b.ts'), '2');
    assert.notEqual(print(), second);
    assert.notEqual(fingerprint({ texts: ['linux'] }), fingerprint({ texts: ['darwin'] }));
  });
});
