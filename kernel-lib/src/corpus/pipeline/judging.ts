/** Asks judges one after another about documents, with counts, times, and whatever a judge throws. */
import { messageOf } from '../../errors.js';
import type { Document, Judge, Problem, Reason } from '../document.js';
import type { StageCount } from '../stream.js';
import { add, newCount, type Tally } from './counts.js';
import type { DroppedLine } from './summaries.js';

export class Judging {
  readonly counts: StageCount[] = [];
  readonly dropped: DroppedLine[] = [];
  readonly problems: Problem[] = [];
  readonly seconds: Tally = {};

  /** @param before - stages that are asked or decided apart, before the judges; so each count has its place. */
  constructor(
    private readonly judges: readonly Judge[],
    before: readonly string[] = [],
  ) {
    for (const name of [...before, ...judges.map((judge) => judge.name)]) this.countOf(name);
  }

  /** @returns the document as all judges left it, or undefined where one dropped it. */
  judge(document: Document): Document | undefined {
    let kept = document;
    for (const judge of this.judges) {
      const verdict = this.ask(judge.name, kept, () => judge.judge(kept));
      if (!('keep' in verdict)) return undefined;
      kept = verdict.keep;
    }
    return kept;
  }

  /** One stage, timed and counted. What it throws is a problem, and the document leaves as `failed`. */
  ask<Kept>(
    stage: string,
    document: Document,
    work: () => { keep: Kept } | { drop: Reason },
  ): { keep: Kept } | { drop: Reason } {
    const count = this.countOf(stage);
    const start = performance.now();
    let verdict: ReturnType<typeof work>;
    try {
      verdict = work();
    } catch (thrown) {
      const message = `The stage ${stage} failed: ${messageOf(thrown)}`;
      this.problems.push({
        file: document.origin.file,
        offset: document.origin.offset,
        kind: 'failed',
        message,
      });
      verdict = { drop: { rule: 'failed', detail: messageOf(thrown) } };
    }
    add(this.seconds, stage, (performance.now() - start) / 1000);
    count.cameIn++;
    if ('keep' in verdict) {
      count.wentOut++;
      return verdict;
    }
    this.leave(stage, document, verdict.drop, count);
    return verdict;
  }

  /** Notes that somebody else decided on a document at this stage. */
  decide(stage: string, document: Document, reason: Reason | undefined): void {
    const count = this.countOf(stage);
    count.cameIn++;
    if (reason === undefined) count.wentOut++;
    else this.leave(stage, document, reason, count);
  }

  private leave(stage: string, document: Document, reason: Reason, count: StageCount): void {
    add(count.reasons, reason.rule);
    this.dropped.push({ stage, reason, document });
  }

  private countOf(stage: string): StageCount {
    let count = this.counts.find((each) => each.stage === stage);
    if (count === undefined) this.counts.push((count = newCount(stage)));
    return count;
  }
}
