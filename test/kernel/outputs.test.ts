/** How much of what a cell shows goes on, and in which messages. */
import assert from 'node:assert/strict';
import { OutputBatch } from 'kernel-lib/dist/kernel/outputBatch.js';
import { MOST_DISPLAYS, MOST_TEXT, OutputLimit } from 'kernel-lib/dist/kernel/outputLimit.js';
import type { Output } from 'kernel-lib/dist/kernel/outputs.js';

describe('kernel: the batch of outputs', () => {
  let sent: string[];
  let batch: OutputBatch;
  beforeEach(() => {
    sent = [];
    batch = new OutputBatch((type, content) => {
      const { text, v, wait } = content as { text?: string; v?: number; wait?: boolean };
      sent.push(`${type} ${text ?? v ?? wait}`);
    });
  });

  it('joins text of one stream, keeps the order of two', () => {
    batch.text('stdout', 'a');
    batch.text('stdout', 'b');
    batch.text('stderr', 'c');
    batch.text('stdout', 'd');
    assert.deepEqual(sent, []);
    batch.other('display_data', { v: 1 });
    assert.deepEqual(sent, ['stream ab', 'stream c', 'stream d', 'display_data 1']);
  });

  it('sends text after a while by itself, and large text at once', async () => {
    batch.text('stdout', 'x'.repeat(300_000));
    assert.equal(sent.length, 1);
    batch.text('stdout', 'later');
    while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(sent[1], 'stream later');
  });

  it('sends a few updates and clears as they come', () => {
    batch.text('stdout', 'a');
    batch.clear(true);
    batch.update('x', { v: 1 });
    batch.update('x', { v: 2 });
    assert.deepEqual(sent, [
      'stream a',
      'clear_output true',
      'update_display_data 1',
      'update_display_data 2',
    ]);
  });

  /** Past the number that is sent as it comes. */
  function tire(): void {
    for (let count = 0; count < 5; count++) batch.update('tired', { v: 0 });
    batch.flush();
    sent.length = 0;
  }

  it('of many updates sends the last one of each display', () => {
    tire();
    for (let v = 0; v < 100; v++) for (const id of ['x', 'y']) batch.update(id, { v });
    batch.text('stdout', 'a');
    batch.flush();
    assert.deepEqual(sent, ['stream a', 'update_display_data 99', 'update_display_data 99']);
  });

  it('drops what is cleared before it could be seen, but not what a waiting clear leaves', () => {
    tire();
    for (let round = 0; round < 50; round++) {
      batch.clear(true);
      batch.text('stdout', String(round));
    }
    batch.clear(true);
    batch.flush();
    assert.deepEqual(sent, ['clear_output true', 'stream 49', 'clear_output true']);
    tire();
    batch.text('stdout', 'gone');
    batch.clear(false);
    batch.clear(true);
    batch.flush();
    assert.deepEqual(sent, ['clear_output false']);
  });
});

describe('kernel: the limit of outputs', () => {
  let shown: Output[];
  let limit: OutputLimit;
  beforeEach(() => {
    shown = [];
    limit = new OutputLimit((output) => shown.push(output));
  });
  const print = (text: string) => limit.add({ output_type: 'stream', name: 'stdout', text });
  const texts = () => shown.map((one) => (one.output_type === 'stream' ? one.text : one.output_type));

  it('passes 8 MB of text whole, and says nothing', () => {
    for (let count = 0; count < 16; count++) print('x'.repeat(MOST_TEXT / 16));
    limit.finish();
    assert.equal(texts().join('').length, MOST_TEXT);
  });

  it('says where it begins to leave out text, how much it was, and shows the end', () => {
    print('x'.repeat(MOST_TEXT));
    for (let line = 0; line < 3_000_000; line++) print('line\n');
    print('without an end');
    limit.finish();
    const [, begin, end] = texts();
    assert.match(begin!, /^\n… this cell has printed 8 MB/);
    assert.match(
      end!,
      /^… 3,000,000 more lines left out \(14 MB\); the end:\nline\n[^]*line\nwithout an end$/,
    );
    assert.ok(end!.length < 5000);
    assert.equal(shown.length, 3);
  });

  it('counts anew when the output was cleared', () => {
    print('x'.repeat(MOST_TEXT));
    print('left out');
    limit.add({ output_type: 'clear_output', wait: false });
    print('shown');
    limit.finish();
    assert.deepEqual(texts().slice(2), ['clear_output', 'shown']);
  });

  it('ends displays and errors without end, never results and updates', () => {
    const display = { output_type: 'display_data', data: { 'text/plain': 'd' }, metadata: {} } as const;
    for (let count = 0; count < MOST_DISPLAYS + 7; count++) limit.add(display);
    limit.add({ output_type: 'error', ename: 'E', evalue: '', traceback: [] });
    limit.add({ ...display, output_type: 'update_display_data' });
    limit.add({ ...display, output_type: 'execute_result', execution_count: 1 });
    limit.finish();
    const [notice, update, result, end] = texts().slice(MOST_DISPLAYS);
    assert.match(notice!, /has shown 5000 outputs/);
    assert.deepEqual([update, result], ['update_display_data', 'execute_result']);
    assert.equal(end, '… 8 more outputs left out.\n');
  });

  it('ends displays that are too large together', () => {
    const large = 'x'.repeat(2 ** 26);
    for (let count = 0; count < 3; count++) {
      limit.add({ output_type: 'display_data', data: { 'text/html': large }, metadata: {} });
    }
    assert.match(texts()[2]!, /128 MB: further ones are left out/);
  });
});
