/** Cells of long ago: those that widgets speak with are still heard. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import type { CommEvent } from 'kernel-lib/dist/display/host.js';
import { CellListeners } from 'kernel-lib/dist/kernel/cellListeners.js';
import { Session } from 'kernel-lib/dist/kernel/session.js';

const LONG_AGO = 510;
const event = (id: string): CommEvent => ({ kind: 'msg', id, data: {} });

describe('kernel: cells of long ago', function () {
  this.timeout(120_000);

  it('are forgotten, but not those with a widget', () => {
    const heard: string[] = [];
    const listeners = new CellListeners();
    const add = (cell: number) =>
      listeners.add(cell, {
        onOutput: () => heard.push(`output of ${cell}`),
        onComm: ({ id }) => heard.push(`${id} of ${cell}`),
      });
    const show = (cell: number) => listeners.show(cell, { output_type: 'clear_output', wait: false });
    [1, 2, 3].forEach(add);
    listeners.say(1, event('opened'));
    listeners.keep(2);
    for (let cell = 4; cell <= LONG_AGO; cell++) add(cell);
    [1, 2, 3].forEach(show);
    [1, 2, 3].forEach((cell) => listeners.say(cell, event('widget')));
    assert.deepEqual(heard, [
      'opened of 1',
      'output of 1',
      'output of 2',
      'widget of 1',
      'widget of 2',
      `widget of ${LONG_AGO}`,
    ]);
    listeners.lose();
    for (let cell = LONG_AGO + 1; cell <= 2 * LONG_AGO; cell++) add(cell);
    heard.length = 0;
    [1, 2].forEach(show);
    assert.deepEqual(heard, []);
  });

  it('a handler of a target that one of them registered shows its output under it', async () => {
    const session = await Session.start({ cwd: tmpdir() });
    try {
      const shown: string[] = [];
      const said: string[] = [];
      await session.execute(
        `import { registerCommTarget } from 'kernel-lib';
         registerCommTarget('old', (comm) => { console.log('opened'); comm.send({}); });`,
        (output) => output.output_type === 'stream' && shown.push(output.text),
        { onComm: ({ kind }) => said.push(kind) },
      );
      const cells = Array.from({ length: LONG_AGO }, () =>
        session.execute('// @ts-nocheck', () => undefined),
      );
      await Promise.all(cells);
      await session.tell({ kind: 'open', id: '1', target: 'old', data: {} });
      // What the handler has shown is there when a later cell has ended.
      await session.execute('1', () => undefined);
      assert.deepEqual([shown, said], [['opened\n'], ['msg']]);
    } finally {
      await session.dispose();
    }
  });
});
