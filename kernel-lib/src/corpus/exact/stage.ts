/** Removal of exact copies while documents stream by. */
import type { Reason } from '../document.js';
import type { Stage } from '../stream.js';
import { exactKey } from './key.js';
import { keySet } from './keySet.js';
import { names } from './names.js';

/** Finds exact copies among documents that come one after another. */
export interface ExactCopies {
  /** The id of the first document with this key where there was one, else undefined: then this one is remembered. */
  copyOf(key: Uint32Array, id: string): string | undefined;
  /** Bytes of typed arrays: 21 to 22 a different text, and its id as UTF-8 with 4 more. */
  bytes(): { keys: number; ids: number };
}

export function exactCopies(): ExactCopies {
  const keys = keySet();
  const ids = names();
  return {
    copyOf(key, id) {
      const { position, isNew } = keys.add(key);
      if (!isNew) return ids.at(position);
      ids.add(id);
      return undefined;
    },
    bytes: () => ({ keys: keys.bytes(), ids: ids.bytes() }),
  };
}

/** Lets the first of equal texts through; later ones leave by the rule `exact-copy`, with the id of that first one. */
export function exactStage(): Stage {
  return {
    name: 'exact',
    async *run(documents, dropped) {
      const copies = exactCopies();
      for await (const document of documents) {
        const id = copies.copyOf(exactKey(document.text), document.id);
        if (id === undefined) yield document;
        else await dropped({ document, stage: 'exact', reason: exactCopy(id) });
      }
    },
  };
}

/** Why an exact copy leaves. */
export const exactCopy = (id: string): Reason => ({ rule: 'exact-copy', detail: `copy of ${id}` });
