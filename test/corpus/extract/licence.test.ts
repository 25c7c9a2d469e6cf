/** The licence that a page states of itself. */
import assert from 'node:assert/strict';
import { extract } from 'kernel-lib/dist/corpus/extract/extract.js';
import { licenceOf } from 'kernel-lib/dist/corpus/extract/licence.js';

const page = (head: string) =>
  `<html><head>${head}</head><body><p>The campus library opens at eight in the morning.</p></body></html>`;
const originOf = (html: string, licence?: string) => {
  const origin = { file: 'page.html', offset: 0, ...(licence === undefined ? {} : { licence }) };
  const result = extract({ id: 'page', origin, mediaType: 'text/html', body: Buffer.from(html) });
  assert.ok('keep' in result);
  return result.keep.origin;
};

describe('the licence of a page', () => {
  it('is what a link or an anchor with rel="license" names', () => {
    assert.equal(licenceOf('<link rel="license" href="https://a.example/by">'), 'https://a.example/by');
    assert.equal(licenceOf("<a href='/terms' rel='nofollow license'>terms</a>"), '/terms');
    assert.equal(licenceOf('<LINK HREF=/cc0 REL=license>'), '/cc0');
    assert.equal(licenceOf('<link rel="licensed" href="/no"><a href="/license">our license</a>'), undefined);
    assert.equal(licenceOf('<link rel="license">'), undefined);
  });

  it('goes with the document, and gives way to what the source stated', () => {
    const html = page('<link rel="license" href="https://a.example/by">');
    assert.equal(originOf(html).licence, 'https://a.example/by');
    assert.equal(originOf(html, 'CC0-1.0').licence, 'CC0-1.0');
    assert.equal(originOf(page('')).licence, undefined);
  });

  it('is looked for in time that grows with the page alone', () => {
    for (const hostile of ['<a ', '<link rel=', '<a rel="license', '<a href="x" ']) {
      const times = [20_000, 80_000].map((count) => {
        const html = hostile.repeat(count);
        const start = process.cpuUsage().user;
        licenceOf(`${html}license`);
        return process.cpuUsage().user - start;
      });
      assert.ok(times[1]! < 16 * times[0]! + 200_000, `${hostile}: ${times.join(' and ')} µs`);
    }
  });
});
