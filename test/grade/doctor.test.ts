/** The doctor's table and conclusion; that the findings themselves are right is shown by abuse.test.ts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Finding } from 'kernel-lib/dist/grade/doctor/examine.js';
import { conclusion, findingsTable } from 'kernel-lib/dist/grade/doctor/table.js';
import { noIsolation } from 'kernel-lib/dist/grade/isolation/none.js';
import { blossom } from '../support/paths.js';

const stopped: Finding = {
  ...{ number: 1, title: 'read the checks', restsOn: 'isolation', expected: 'failed', came: 'failed' },
  ...{ gained: false, asExpected: true },
};
const open: Finding = {
  ...stopped,
  number: 28,
  title: 'a fork bomb',
  came: 'passed',
  gained: true,
  asExpected: false,
  note: 'it got what it wanted',
};
const odd: Finding = {
  ...stopped,
  number: 23,
  title: 'a loop',
  expected: 'time limit',
  came: 'student error',
  asExpected: false,
};

describe('doctor', () => {
  it('says of each attempt what was expected, what happened, and whether it was stopped', () => {
    assert.equal(
      findingsTable([stopped, odd, open]),
      [
        '#   attempt          expected    what happened',
        '--  ---------------  ----------  ------------------------------  -------------------------------',
        '1   read the checks  failed      failed                          stopped',
        '23  a loop           time limit  student error                   stopped, otherwise than written',
        '28  a fork bomb      failed      passed (it got what it wanted)  NOT STOPPED',
      ].join('\n'),
    );
  });

  it('concludes with what is not stopped, and what that means', () => {
    const weak = noIsolation();
    const strong = { ...weak, strong: true };
    assert.equal(conclusion(strong, [stopped]), '1 of 1 attempts were stopped.\nThis machine can grade.');
    assert.equal(
      conclusion(strong, [stopped, odd]),
      '2 of 2 attempts were stopped.\nStopped, but not as docs/grading/abuse.md says: 23.',
    );
    assert.equal(
      conclusion(weak, [stopped, open]),
      '1 of 2 attempts were stopped.\nNot stopped on this machine: 28 (a fork bomb).\n' +
        'none is no sandbox: `blossom grade` asks for an explicit flag before it rests on it.',
    );
  });

  it('refuses an isolation that does not exist with the names of those that do', async () => {
    await assert.rejects(
      promisify(execFile)(process.execPath, [blossom, 'doctor', '--isolation', 'prayer']),
      {
        code: 2,
        stderr: /prayer.*bubblewrap, sandbox-exec, docker, podman, node permissions, none/s,
      },
    );
  });
});
