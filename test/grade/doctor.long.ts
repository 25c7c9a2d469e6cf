/** The whole of `blossom doctor`, as a person types it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { blossom } from '../support/paths.js';
import { needs } from '../support/needs.js';

const run = (...words: string[]) =>
  spawnSync(process.execPath, [blossom, 'doctor', ...words], { encoding: 'utf8' });

describe('blossom doctor', function () {
  this.timeout(600_000);

  it('is content with bubblewrap, and leaves nothing behind', function () {
    needs(this, 'bubblewrap');
    const stages = () => readdirSync(tmpdir()).filter((name) => name.startsWith('blossom-doctor-'));
    const before = stages();
    const { status, stdout } = run('--json');
    const { isolation, sound, findings } = JSON.parse(stdout);
    assert.deepEqual([isolation.name, isolation.strong, sound, status], ['bubblewrap', true, true, 0]);
    assert.ok(findings.every((one: { asExpected: boolean }) => one.asExpected));
    assert.deepEqual(
      stages().filter((name) => !before.includes(name)),
      [],
    );
  });

  it("says what Node's permission model alone does not stop, and fails", function () {
    needs(this, 'bubblewrap');
    const { status, stdout } = run('--isolation', 'node permissions');
    assert.equal(status, 1);
    assert.match(stdout, /^Isolation: node permissions \(weak\)\. Node's permission model alone/);
    for (const number of [29, 31, 33]) assert.match(stdout, new RegExp(`^${number} .* NOT STOPPED$`, 'm'));
    assert.match(stdout, /node permissions is no sandbox: `blossom grade` asks for an explicit flag/);
  });
});
