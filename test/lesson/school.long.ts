/** Chapter 2 as it stands, its year included: what an earlier run left beside the notebooks is removed. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeAll } from '../setup/course.js';
import { root } from '../support/paths.js';
import { showsWhatItPromises } from './support.js';

const removeYear = () => rmSync(join(root, 'notebooks', 'school'), { recursive: true, force: true });

describe('chapter 2', function () {
  this.timeout(1_200_000);
  before(removeYear);
  after(async () => {
    removeYear();
    await removeAll();
  });

  for (const name of ['02a-blanks', '02b-school', '02c-report', '02d-limits'])
    it(`${name} shows what it promises`, () => showsWhatItPromises(name));
});
