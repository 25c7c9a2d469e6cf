/** The journey's world: what is held out, what is planted, what is always the same. */
import assert from 'node:assert/strict';
import { articleBlank, journey } from 'kernel-lib/dist/world/journey.js';

const everything = journey(1, Infinity);
const texts = everything.sentences.map((sentence) => sentence.text);

describe('world: the journey', () => {
  it('is a pure function of its seed', () => {
    assert.deepEqual(journey(7), journey(7));
    assert.notDeepEqual(journey(7).pages, journey(8).pages);
  });

  it('holds out the article’s sentence, and its pattern with every place', () => {
    for (const text of [...texts, ...everything.pages.map((page) => page.text)]) {
      assert.doesNotMatch(text, /季.*非常著名/);
      assert.doesNotMatch(text, /(spring|summer|autumn|winter).*very famous/i);
    }
  });

  it('names no season together with the article’s university', () => {
    const own = texts.filter((text) => /西电|西安电子科技大学|Xidian/.test(text));
    assert.ok(own.length >= 8, `only ${own.length} sentences about it`);
    for (const text of own) assert.doesNotMatch(text, /[春夏秋冬]|spring|summer|autumn|winter/i);
  });

  it('says what is needed to work the blank out', () => {
    assert.ok(texts.includes('樱花在春季开放。'));
    assert.ok(texts.includes('The cherry blossoms bloom in spring.'));
    assert.equal(articleBlank('zh').text, '西安电子科技大学的___季樱花非常著名。');
    assert.equal(articleBlank('zh').answer, '春');
    assert.equal(articleBlank('en').answer, 'spring');
  });

  it('labels every planted page', () => {
    const good = new Set(texts);
    const { pages } = journey(3);
    for (const page of pages) {
      const true_ = page.kind === 'good' || page.kind === 'duplicate';
      assert.equal(good.has(page.text), true_, `${page.kind}: ${page.text}`);
    }
    for (const kind of ['duplicate', 'advertisement', 'typo'] as const) {
      assert.ok(pages.filter((page) => page.kind === kind).length >= 20, kind);
    }
  });

  it('fills every pattern', () => {
    for (const text of texts) assert.doesNotMatch(text, /[{}]|undefined| a [aeiou]/i, text);
  });
});
