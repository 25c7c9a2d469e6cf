/** Chapter 2 as it stands. */
import { removeAll } from '../setup/course.js';
import { showsWhatItPromises } from './support.js';

describe('chapter 2', function () {
  this.timeout(900_000);
  after(removeAll);

  for (const name of ['02a-blanks', '02b-school', '02c-report', '02d-limits'])
    it(`${name} shows what it promises`, () => showsWhatItPromises(name));
});
