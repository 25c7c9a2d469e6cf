/**
 * Streams that compose: a stage takes documents and gives documents, and tells of each one that leaves.
 * Counts are exact: came in = went out + dropped (each with its reason).
 */
import type { Document, Dropped, Judge } from './document.js';

/** A stage as a transform of streams; `dropped` is told of every document that leaves. */
export interface Stage {
  name: string;
  run(
    documents: AsyncIterable<Document>,
    dropped: (dropped: Dropped) => void | Promise<void>,
  ): AsyncIterable<Document>;
}

/** What one stage did. */
export interface StageCount {
  stage: string;
  cameIn: number;
  wentOut: number;
  /** How many left for each rule. */
  reasons: Record<string, number>;
}

/** A stage that asks a judge about each document. */
export function stageOf(judge: Judge): Stage {
  return {
    name: judge.name,
    async *run(documents, dropped) {
      for await (const document of documents) {
        const verdict = judge.judge(document);
        if ('keep' in verdict) yield verdict.keep;
        else await dropped({ document, stage: judge.name, reason: verdict.drop });
      }
    },
  };
}

/** Documents through all stages, in order; `counts` grows while the result is read. */
export function compose(
  documents: AsyncIterable<Document>,
  stages: readonly Stage[],
  dropped: (dropped: Dropped) => void | Promise<void> = () => {},
): { documents: AsyncIterable<Document>; counts: readonly StageCount[] } {
  const counts = stages.map(({ name }) => ({ stage: name, cameIn: 0, wentOut: 0, reasons: {} }));
  const composed = stages.reduce(
    (stream, stage, i) => counted(stage, counts[i]!, stream, dropped),
    documents,
  );
  return { documents: composed, counts };
}

async function* counted(
  stage: Stage,
  count: StageCount,
  documents: AsyncIterable<Document>,
  dropped: (dropped: Dropped) => void | Promise<void>,
): AsyncIterable<Document> {
  async function* coming() {
    for await (const document of documents) {
      count.cameIn++;
      yield document;
    }
  }
  const leaving = async (gone: Dropped) => {
    count.reasons[gone.reason.rule] = (count.reasons[gone.reason.rule] ?? 0) + 1;
    await dropped(gone);
  };
  for await (const document of stage.run(coming(), leaving)) {
    count.wentOut++;
    yield document;
  }
}
