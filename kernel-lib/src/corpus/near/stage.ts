/** Removal of near copies in one pass, all documents in memory: for lessons and small corpora. */
import type { Document } from '../document.js';
import type { Stage } from '../stream.js';
import { nearIndex } from './index.js';
import { minHasher } from './minHasher.js';
import type { NearOptions } from './options.js';
import { realJaccard } from './verify.js';

export interface NearStageOptions extends NearOptions {
  /**
   * Candidates count as copies only where their real Jaccard similarity is at least this, and a document leaves only for
   * one that it is so similar to itself; without it every candidate counts, as in FineWeb.
   */
  threshold?: number;
}

/**
 * Gives the documents that stay, in their order, after all have come: of a cluster the longest one, of equally long ones
 * the earliest. The others leave by the rule `near-copy`, with the id of the one that stays. Documents are held in
 * memory; where they do not fit, see `writeSignatures` and `indexOfSignatures`.
 */
export function nearStage({ threshold, ...options }: NearStageOptions = {}): Stage {
  const hasher = minHasher(options);
  return {
    name: 'near',
    async *run(documents, dropped) {
      const index = nearIndex(options);
      const all: Document[] = [];
      for await (const document of documents) {
        const { text, language } = document;
        index.add(hasher.signature(text, language), text.length);
        all.push(document);
      }
      const verify = threshold === undefined ? undefined : realJaccard(hasher, (i) => all[i]!, threshold);
      const { keptOf } = index.clusters(verify);
      for (const [i, document] of all.entries()) {
        const kept = all[keptOf[i]!]!;
        if (kept === document) yield document;
        else await dropped({ document, stage: 'near', reason: nearCopy(kept.id) });
      }
    },
  };
}

/** Why a near copy leaves. */
export const nearCopy = (id: string) => ({ rule: 'near-copy', detail: `copy of ${id}` });
