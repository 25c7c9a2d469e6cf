/** Chapter 1 as it stands. */
import { removeAll } from '../setup/course.js';
import { showsWhatItPromises } from './support.js';

describe('chapter 1', function () {
  this.timeout(900_000);
  after(removeAll);

  for (const name of ['01a-collect', '01b-duplicates', '01c-quality', '01d-tokens'])
    it(`${name} shows what it promises`, () => showsWhatItPromises(name));
});
