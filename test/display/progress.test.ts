/** Progress in a notebook, in a terminal and in a log file. */
import assert from 'node:assert/strict';
import { followProgress, progress, withProgress } from 'kernel-lib/dist/display/progressBar.js';
import type { ProgressRecord } from 'kernel-lib/dist/progress.js';
import { FakeClock, HOSTILE, recorded } from './support.js';

class FakeTerminal {
  columns = 200;
  written: string[] = [];
  constructor(readonly isTTY: boolean) {}
  write(text: string): void {
    this.written.push(text);
  }
}

describe('progress', () => {
  it('keeps one live output in a notebook, at most five frames a second', () => {
    const clock = new FakeClock();
    const shown = recorded(() => {
      const bar = progress({ label: 'train', total: 500, unit: 'steps' }, { clock });
      for (let step = 1; step <= 250; step++) {
        clock.time += 4;
        bar.update(step, `loss ${step}`);
      }
      bar.done();
      bar.update(3);
    });
    assert.equal(shown.length, 1 + 5 + 1);
    assert.equal(shown[1]?.options?.update, true);
    assert.equal(shown[1]?.options?.id, shown[0]?.options?.id);
    assert.match(
      String(shown[5]?.bundle['text/plain']),
      /50 % {2}250\/500 steps · 250 steps\/s · 1\.0 s left · loss 250$/,
    );
    assert.match(
      String(shown[6]?.bundle['text/plain']),
      /250\/500 steps · 250 steps\/s · 1\.0 s · loss 250$/,
    );
    assert.match(String(shown[5]?.bundle['text/html']), /width:50%/);
  });

  it('escapes labels and notes', () => {
    const [, last] = recorded(() => progress({ label: HOSTILE }).done(HOSTILE));
    assert.doesNotMatch(String(last?.bundle['text/html']), /<(script|img)/);
  });

  it('rewrites one line in a terminal and ends it', () => {
    const clock = new FakeClock();
    const terminal = new FakeTerminal(true);
    const bar = progress({ label: '清洗', total: 4 }, { clock, terminal });
    clock.time = 1000;
    bar.update(2);
    clock.time = 2000;
    bar.update(4);
    bar.done();
    assert.equal(terminal.written.pop(), '\n');
    for (const line of terminal.written) assert.match(line, /^\r清洗 .*\u001b\[K$/);
    assert.match(terminal.written[1] ?? '', /▕██████████ {10}▏ {2}50 % {2}2\/4 · 2\/s · 1\.0 s left/);
  });

  it('never writes a terminal line longer than the terminal', () => {
    const terminal = new FakeTerminal(true);
    terminal.columns = 20;
    progress({ label: '很长很长很长很长很长很长的标签', total: 4 }, { terminal }).done();
    assert.match(terminal.written[0] ?? '', /^\r很长很长很长很长很…\u001b/);
  });

  it('writes a few lines into a log file', () => {
    const clock = new FakeClock();
    const terminal = new FakeTerminal(false);
    const bar = progress({ label: 'train', total: 60 }, { clock, terminal });
    for (let second = 1; second <= 60; second++) {
      clock.time = second * 1000;
      bar.update(second);
    }
    bar.done();
    assert.equal(terminal.written.length, 1 + 6 + 1);
  });

  it('forgets an old speed', () => {
    const clock = new FakeClock();
    const terminal = new FakeTerminal(true);
    const bar = progress({ label: 'x', total: 10_000 }, { clock, terminal });
    for (let second = 1; second <= 60; second++) {
      clock.time = second * 1000;
      bar.update(second <= 10 ? second * 100 : 1000 + (second - 10));
    }
    assert.match(terminal.written.at(-1) ?? '', / 1(\.\d+)?\/s · 2 h /);
  });

  it('goes through items, and ends also when the loop is left', async () => {
    const terminal = new FakeTerminal(false);
    const seen: number[] = [];
    for await (const item of withProgress([1, 2, 3], { label: 'pages' }, { terminal })) {
      seen.push(item);
      if (item === 2) break;
    }
    assert.deepEqual(seen, [1, 2]);
    assert.match(terminal.written.at(-1) ?? '', /1\/3 /);
    const lazy = (function* () {
      yield* 'ab';
    })();
    const letters: string[] = [];
    for await (const letter of withProgress(lazy, { label: 'letters', unit: 'letters' }, { terminal }))
      letters.push(letter);
    assert.deepEqual(letters, ['a', 'b']);
    assert.match(terminal.written.at(-1) ?? '', /^letters {2}2 letters/);
  });

  it('draws the records of long work and returns its result', async () => {
    const terminal = new FakeTerminal(false);
    async function* work(): AsyncGenerator<ProgressRecord, string> {
      for (let done = 1; done <= 2; done++) yield { label: 'clean', done, total: 2 };
      yield { label: 'train', done: 1, note: await Promise.resolve('loss 2') };
      return 'model';
    }
    assert.equal(await followProgress(work(), { terminal }), 'model');
    const text = terminal.written.join('');
    assert.match(text, /clean .*100 % {2}2\/2/);
    assert.match(text, /train {2}1 .*loss 2/);
  });
});
