/** One clear line where cells do not run on the Node that the course pins. */
import { pinnedNode } from '../kernel/runtime.js';

/** Printed on stderr, so that `--json` stays one document. */
export function tellRuntime(): void {
  const { pinned, reason } = pinnedNode();
  if (!pinned) console.error(reason);
}
