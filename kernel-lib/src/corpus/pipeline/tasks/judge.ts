/** A block of texts → what is kept, and all that was dropped from it, with reasons. */
import type { Document } from '../../document.js';
import { writeAtomic } from '../../../files.js';
import { Judging } from '../judging.js';
import { gzipMember, linesOf, readJson, readLines, writeJson, writeLines } from '../spool.js';
import { makeStages, type Stages } from '../stages.js';
import type { Decision, DroppedLine, JudgeSummary } from '../summaries.js';
import type { Thread } from './index.js';

let made: Promise<Stages> | undefined;

export async function judge(
  { number }: { number: number },
  { places, options }: Thread,
): Promise<JudgeSummary> {
  const stages = await (made ??= makeStages(options));
  const documents = await readLines<Document>(places.block('texts', number, 'jsonl'));
  const decisions = await readJson<Decision[]>(places.block('decisions', number, 'json'));
  const decided = new Map(decisions.map((decision) => [decision.index, decision]));
  const before = [...(options.exact ? ['exact'] : []), ...(options.near ? ['near'] : [])];
  const judging = new Judging(stages.last, before);
  const kept = documents.flatMap((document, i) => judged(document, decided.get(i), before, judging));
  const gone = await readLines<DroppedLine>(places.block('gone', number, 'jsonl'));
  const dropped = [...gone, ...judging.dropped];
  await writeLines(places.block('kept', number, 'jsonl'), kept);
  await writeAtomic(
    places.block('dropped', number, 'gz'),
    dropped.length === 0 ? new Uint8Array() : await gzipMember(linesOf(dropped)),
  );
  const summary: JudgeSummary = {
    number,
    counts: judging.counts,
    documents: kept.length,
    characters: kept.reduce((sum, { text }) => sum + text.length, 0),
    problems: judging.problems,
    seconds: judging.seconds,
  };
  await writeJson(places.block('judge', number, 'json'), summary);
  return summary;
}

function judged(
  document: Document,
  decision: Decision | undefined,
  stages: readonly string[],
  judging: Judging,
): Document[] {
  for (const stage of stages) {
    const isHere = decision?.stage === stage;
    judging.decide(stage, document, isHere ? decision.reason : undefined);
    if (isHere) return [];
  }
  const kept = judging.judge(document);
  return kept === undefined ? [] : [kept];
}
