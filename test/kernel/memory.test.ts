/** Memory beside the heap runs out: the cell says so in words, and the next cell runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { reasonOf } from 'kernel-lib/dist/kernel/death.js';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { needs } from '../support/needs.js';
import { resultOf, run } from './run.js';

const MEGABYTE = 2 ** 20;

/** Bytes of addresses that the process has. */
const sizeOf = (pid: number) =>
  1024 * Number(/^VmSize:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

/**
 * Lets the process have so many more bytes of addresses and no more, as if the machine were full. Not before it has
 * read the types in the background: what that still takes would be missing from the room.
 */
async function limitMemory(pid: number, room: number): Promise<void> {
  let size = 0;
  // On a busy machine the reading may pause for a second.
  for (let [waits, same] = [0, 0]; waits < 60 && same < 4; waits++) {
    const now = sizeOf(pid);
    same = now === size ? same + 1 : 0;
    size = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  execFileSync('prlimit', ['--pid', String(pid), `--as=${size + room}`]);
}

describe('kernel: memory beside the heap', function () {
  this.timeout(90_000);
  let session: Session;
  before(function () {
    needs(this, 'prlimit');
  });
  beforeEach(async () => {
    session = await Session.start({ cwd: tmpdir() });
    await resultOf(session, 'const kept = "kept"');
    // Nine times 32 MB, and 24 MB are left for V8 itself when the tenth is refused: with next to nothing it would die.
    await limitMemory(session.pid!, 312 * MEGABYTE);
  });
  afterEach(() => session.dispose());

  const large: [what: string, code: string][] = [
    ['buffers', `Buffer.alloc(32 * ${MEGABYTE}, 1)`],
    ['typed arrays', `new Float32Array(8 * ${MEGABYTE}).fill(1)`],
  ];
  for (const [what, code] of large) {
    it(`large ${what}: an error, and variables stay`, async () => {
      const { reply } = await run(session, `(() => { const hoard = []; for (;;) hoard.push(${code}); })()`);
      assert.equal(reply.error?.ename, 'RangeError');
      assert.match(reply.error.traceback.join('\n'), /The memory is full: keep less data in variables/);
      assert.equal(await resultOf(session, 'kept'), "'kept'");
    });
  }

  const small: [what: string, code: string][] = [
    ['buffers', 'Buffer.alloc(50_000, 1)'],
    ['typed arrays', 'new Uint8Array(1000).fill(1)'],
  ];
  for (const [what, code] of small) {
    it(`many small ${what}: the cell ends, with the reason in words, and the next one runs`, async () => {
      const { reply, stderr } = await run(session, `const hoard = []; for (;;) hoard.push(${code})`);
      if (reply.error?.ename === 'KernelDied') {
        assert.match(reply.error.evalue, /ran out of memory: keep less data in variables/);
        assert.doesNotMatch(stderr, /terminate|GC|Fatal|0x/i);
      } else {
        assert.match(reply.error!.traceback.join('\n'), /The memory is full/);
      }
      assert.equal(await resultOf(session, '6 * 7'), '42');
    });
  }

  it('this process is the one that Linux ends', () => {
    const score = (pid: number | 'self') => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'));
    assert.ok(score(session.pid!) > score('self'));
  });
});

describe('kernel: last words for want of memory', () => {
  const said: [who: string, lastWords: string][] = [
    [
      'V8, of its heap',
      '\n<--- Last few GCs --->\n[1] FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    ],
    ['V8, of what it needs beside', '\n#\n# Fatal process out of memory: Worklist::Segment::Create\n#\n'],
    ['C++', "terminate called after throwing an instance of 'St9bad_alloc'\n  what():  std::bad_alloc\n"],
  ];
  for (const [who, lastWords] of said) {
    it(`of ${who}, are understood`, () => {
      const ending = { code: null, exitCode: undefined, isOutOfStep: false, isMemoryKill: false };
      for (const signal of ['SIGABRT', 'SIGTRAP'] as const)
        assert.match(reasonOf({ ...ending, signal, lastWords }), /ran out of memory/);
    });
  }
});
