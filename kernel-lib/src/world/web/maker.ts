/** What all that makes pages shares while the web streams by. */
import type { Contradictions } from './contradictions.js';
import type { Memory } from './memory.js';
import type { WebPlan } from './options.js';
import type { WebPage } from './page.js';
import type { Manuscript } from './publish.js';

export interface Maker {
  plan: WebPlan;
  memory: Memory;
  against: Contradictions;
  publish(manuscript: Manuscript): WebPage;
}
