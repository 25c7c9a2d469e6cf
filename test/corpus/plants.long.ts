/** Every filter against the labels: the figures, over 10,000 documents of each of three seeds. */
import { judgeWeb } from './plants/figures.js';

describe('corpus: what was planted is found (10,000 documents a seed)', () =>
  judgeWeb(10_000, [1, 2, 3], 40, 0));
