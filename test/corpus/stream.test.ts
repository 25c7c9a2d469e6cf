import assert from 'node:assert/strict';
import type { Document, Dropped, Judge } from 'kernel-lib/dist/corpus/document.js';
import { compose, stageOf } from 'kernel-lib/dist/corpus/stream.js';

const documentOf = (id: string, text: string): Document => ({
  ...{ id, text, language: 'en' },
  origin: { file: 'test', offset: 0 },
});
async function* from(documents: Document[]) {
  yield* documents;
}
const shorter: Judge = {
  name: 'shorter',
  judge: (d) => (d.text.length > 1 ? { keep: { ...d, text: d.text.slice(1) } } : { drop: { rule: 'short' } }),
};
const notC: Judge = {
  name: 'not-c',
  judge: (d) => (d.text.includes('c') ? { drop: { rule: 'c', detail: d.text } } : { keep: d }),
};

describe('streams of documents', () => {
  it('counts what comes in, what goes out and why, at each stage', async () => {
    const gone: Dropped[] = [];
    const { documents, counts } = compose(
      from([documentOf('1', 'a'), documentOf('2', 'ab'), documentOf('3', 'bc')]),
      [stageOf(shorter), stageOf(notC)],
      (dropped) => void gone.push(dropped),
    );
    const kept: Document[] = [];
    for await (const document of documents) kept.push(document);
    assert.deepEqual(
      kept.map(({ id, text }) => [id, text]),
      [['2', 'b']],
    );
    assert.deepEqual(counts, [
      { stage: 'shorter', cameIn: 3, wentOut: 2, reasons: { short: 1 } },
      { stage: 'not-c', cameIn: 2, wentOut: 1, reasons: { c: 1 } },
    ]);
    assert.deepEqual(
      gone.map(({ stage, reason, document }) => [stage, reason.rule, reason.detail, document.id]),
      [
        ['shorter', 'short', undefined, '1'],
        ['not-c', 'c', 'c', '3'],
      ],
    );
  });

  it('passes on what a stage throws', async () => {
    const broken: Judge = {
      name: 'broken',
      judge: () => {
        throw new Error('no');
      },
    };
    const { documents } = compose(from([documentOf('1', 'a')]), [stageOf(broken)]);
    await assert.rejects(async () => {
      for await (const document of documents) assert.fail(document.id);
    }, /no/);
  });
});
