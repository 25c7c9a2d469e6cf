/** Every filter against the labels of a small web, from the pages' bytes on; `plants.long.ts` has the large one. */
import { judgeWeb } from './plants/figures.js';

describe('corpus: what was planted is found (800 documents a seed)', () => judgeWeb(800, [1, 2, 3], 40));
