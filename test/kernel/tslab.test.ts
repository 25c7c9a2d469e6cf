/** The module `tslab` in a cell, against tslab's own: the same calls show the same. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { run } from './run.js';

interface Shown {
  data: Record<string, unknown>;
  metadata: object;
  id: string | undefined;
  isUpdate: boolean;
}

const load = createRequire(__filename);

const CALLS = `
for (const kind of ['html', 'text', 'javascript', 'latex', 'markdown', 'svg'] as const) tslab.display[kind]('<' + kind + '>');
for (const kind of ['png', 'jpeg', 'gif', 'pdf'] as const) tslab.display[kind](new Uint8Array([0, 1, 254, 255]));
tslab.display.png(Buffer.from('bytes'));
tslab.display.raw('application/x-own', 'text');
tslab.display.raw('application/x-own', new Uint8Array([7]).subarray(0, 1));
tslab.display.raw('application/json', { a: [1] } as any);
const one = tslab.newDisplay(), two = tslab.newDisplay();
one.text('first'); two.text('second'); one.html('<b>first</b>'); one.text('again'); two.png(new Uint8Array([1]));
`;

/** What tslab itself would send for the calls. */
function reference(): Shown[] {
  const shown: Shown[] = [];
  const jupyter = load('tslab/dist/jupyter.js') as {
    lastWriteDisplayData: (message: { transient: { display_id?: string } } & Shown, update?: boolean) => void;
  };
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, isUpdate = false) =>
    shown.push({ data, metadata, id: transient.display_id, isUpdate });
  const calls = CALLS.replaceAll(' as const', '').replaceAll(' as any', '');
  // The cell's own text, without its types.
  new Function('tslab', calls)(load('tslab'));
  return shown;
}

/** Ids are drawn by chance: which calls share one is what counts. */
function withoutChance(shown: readonly Shown[]): object[] {
  const ids = [...new Set(shown.map(({ id }) => id))];
  return shown.map((one) => ({ ...one, id: ids.indexOf(one.id) }));
}

describe('kernel: the module tslab', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  it('shows what tslab shows, call for call', async () => {
    const { reply, outputs } = await run(session, `import * as tslab from 'tslab';${CALLS}`);
    assert.equal(reply.status, 'ok', reply.error?.traceback.join('\n'));
    const shown = outputs.map((one) => {
      assert.ok(one.output_type === 'display_data' || one.output_type === 'update_display_data');
      const { data, metadata, transient, output_type } = one;
      return { data, metadata, id: transient?.display_id, isUpdate: output_type === 'update_display_data' };
    });
    const expected = reference();
    assert.equal(expected.length, 19);
    assert.deepEqual(withoutChance(shown), withoutChance(expected));
  });

  it('has the types and the exports of tslab', async () => {
    const wrong = await run(session, 'import { display as d } from "tslab"; d.png("text")');
    assert.match(wrong.reply.error!.evalue, /'string' is not assignable to parameter of type 'Uint8Array/);
    const { result } = await run(
      session,
      'import * as all from "tslab"; [Object.keys(all).sort(), all.versions.node === process.version]',
    );
    const names = Object.keys(load('tslab') as object).filter((name) => name !== '__esModule');
    assert.equal(
      result,
      `[ [ ${names
        .sort()
        .map((name) => `'${name}'`)
        .join(', ')} ], true ]`,
    );
  });
});
