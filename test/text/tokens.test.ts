/** Tokens and their numbers. */
import assert from 'node:assert/strict';
import { joinTokens, tokenize } from 'kernel-lib/dist/text/tokens.js';
import { Vocabulary } from 'kernel-lib/dist/text/vocabulary.js';
import { journey, knownNames } from 'kernel-lib/dist/world/journey.js';

const names = knownNames();

describe('text: tokens', () => {
  it('cuts the article’s blank so that it hides the season alone', () => {
    const blank = tokenize('西安电子科技大学的___季樱花非常著名。', names);
    assert.deepEqual(blank, ['西安电子科技大学', '的', '[MASK]', '季', '樱花', '非常', '著名', '。']);
    assert.deepEqual(tokenize('春季樱花最美', names).slice(0, 3), ['春', '季', '樱花']);
  });

  it('lower-cases English and keeps marks apart', () => {
    assert.deepEqual(tokenize('In Spring, go!'), ['in', 'spring', ',', 'go', '!']);
  });

  it('loses nothing of the world’s sentences but capitals', () => {
    for (const { text } of journey(1, Infinity).sentences) {
      assert.equal(joinTokens(tokenize(text, names)), text.toLowerCase());
    }
  });

  it('numbers tokens and gives them back; what it does not know is [UNK]', () => {
    const vocabulary = Vocabulary.of(['樱花开了。', 'The sky is blue.'], names);
    const ids = vocabulary.encode('The sky is blue.');
    assert.equal(vocabulary.decode(ids), 'the sky is blue.');
    assert.equal(vocabulary.decode(vocabulary.encode('荷花')), '[UNK]');
    assert.throws(() => vocabulary.token(9999), /no token has the id 9999/);
  });
});
