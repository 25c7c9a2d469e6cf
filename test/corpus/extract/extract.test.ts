import assert from 'node:assert/strict';
import type { RawDocument } from 'kernel-lib/dist/corpus/document.js';
import { extract, type ExtractOptions } from 'kernel-lib/dist/corpus/extract/extract.js';

const rawOf = (body: string | Uint8Array, more: Partial<RawDocument> = {}): RawDocument => ({
  id: 'a',
  origin: { file: 'a.html', offset: 0 },
  mediaType: 'text/html',
  body: Buffer.from(body as string),
  ...more,
});

function textOf(body: string | Uint8Array, options: ExtractOptions = {}, more: Partial<RawDocument> = {}) {
  const extracted = extract(rawOf(body, more), options);
  assert.ok('keep' in extracted, JSON.stringify(extracted));
  return extracted.keep;
}

const paragraph = (n: number) =>
  `Paragraph number ${n} of the article tells, at some length, what was seen on the island that morning.`;
const article = [1, 2, 3, 4].map(paragraph);
const page = `<!doctype html><html><head><title>The island | Example news</title>
<style>p { color: red }</style><script>var x = "<p>not text</p>";</script></head>
<body class="home"><div class="cookie-banner">We use cookies to make this site better. <button>Accept</button></div>
<header><a href="/">Example news</a></header>
<nav><ul><li><a href="/1">World</a><li><a href="/2">Science</a></ul></nav>
<article><h1>The island</h1>
${article.map((text) => `<p>${text}</p>`).join('\n')}
<ul><li>One thing that was found there, which is a shell.</li><li>Another thing that was found, which is a stone.</li></ul>
</article>
<aside><h2>Read more</h2><a href="/3">Ten tricks with shells that will surprise you</a></aside>
<footer><p>Copyright 2026 Example news. All rights reserved.</p></footer></body></html>`;

const expected = [
  ...article,
  'One thing that was found there, which is a shell.',
  'Another thing that was found, which is a stone.',
];

describe('extracting main text', () => {
  for (const method of ['lines', 'readability', 'auto'] as const) {
    it(`keeps paragraphs and list items as lines and drops what is around them (${method})`, () => {
      const { text, title } = textOf(page, { method });
      assert.equal(title, method === 'readability' ? 'The island | Example news' : 'The island');
      // The library knows no cookie banners; the rest it has to leave out.
      const around =
        method === 'readability'
          ? ['The island', 'We use cookies to make this site better.']
          : ['The island'];
      const lines = text.split('\n').filter((line) => !around.includes(line));
      assert.deepEqual(lines, expected);
    });
  }

  it('leaves out pieces of a line that are marked, and hidden ones', () => {
    const given = `<h2>Head<a class="headerlink" href="#h">¶</a></h2><p>${article[0]}<span hidden> No.</span>
<span style="display:none">No.</span><span class="share">Share this</span> <b class="strong">Yes.</b></p>`;
    assert.equal(textOf(given, { method: 'lines' }).text, `${article[0]} Yes.`);
    assert.equal(textOf(given, { method: 'lines' }).title, 'Head');
  });

  it('takes no place to jump to for a link or a menu, as XHTML closes it in itself', () => {
    const chapter = ['pager', 'share', 'root_shell'].map(
      (name, i) =>
        `<h3><a id="_the_${name}"/>The ${name}</h3><p>${paragraph(i)}</p><p>A short one ends here.</p>`,
    );
    const { text } = textOf(`<html><body><div>${chapter.join('\n')}</div></body></html>`);
    for (let i = 0; i < 3; i++) assert.ok(text.includes(paragraph(i)), text);
    assert.equal(text.match(/A short one ends here\./g)?.length, 3);
  });

  it('does without <article>, with menus made of plain links', () => {
    const links = ['Home', 'About us', 'Contact'].map((name) => `<a href="#">${name}</a>`).join(' | ');
    const plain = `<div>${links}</div>${article.map((text) => `<div>${text}</div>`).join('')}<div>${links}</div>`;
    assert.deepEqual(textOf(plain, { method: 'lines' }).text.split('\n'), article);
  });

  it('measures Chinese in its own lengths', () => {
    const body =
      '<div><a href="/">首页</a> <a href="/x">校园</a></div><p>三月底，东湖边的樱花开了，很多学生一早就出门赏花。</p><p>湖边的路上人很多，大家都带着相机。</p><div>上一篇 | 下一篇</div>';
    assert.deepEqual(textOf(body, { method: 'lines' }).text.split('\n').slice(0, 2), [
      '三月底，东湖边的樱花开了，很多学生一早就出门赏花。',
      '湖边的路上人很多，大家都带着相机。',
    ]);
  });

  it('keeps short sentences at the edges of the text, also where a link is most of one', () => {
    const lines = [
      '读者来稿。',
      '住在红枫楼的同学里有朱海伟。音乐系的同学都认识朱海伟。',
      '说到花，朱海伟最爱虞美人。',
    ];
    const linked = lines[2]!.replace(/，(.*)。/, '，<a href="/朱">$1</a>。');
    const body = `<h1>朱海伟</h1><p>${lines[0]}</p><p>${lines[1]}</p><p>${linked}</p><ul><li><a href="/">首页</a></li></ul>`;
    assert.deepEqual(textOf(body, { method: 'lines' }).text.split('\n'), lines);
  });

  it('keeps code as it stands, tables as rows, entities decoded and the base of ruby', () => {
    const body = `${article[0]}<p>A&amp;B &lt;tag&gt; caf&eacute; &#x6625;&#22825; <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字 and a long enough line of words around it.</p>
<pre>
def f(x):
    return x &lt; 1

f(2)
</pre><p>${article[1]}</p><table><tr><th>Name</th><th>Value</th></tr><tr><td>alpha</td><td>1</td></tr></table><p>line one of an address, which is long,<br>line two of it, which is also long enough.</p>`;
    const { text } = textOf(body, { method: 'lines' });
    assert.match(text, /A&B <tag> café 春天 漢字 and/);
    assert.match(text, /\ndef f\(x\):\n {4}return x < 1\n\nf\(2\)\n/);
    assert.match(text, /\nName \| Value\nalpha \| 1\n/);
    assert.match(text, /which is long,\nline two/);
  });

  it('reads broken markup: what is never closed hides nothing', () => {
    for (const open of [
      '<nav><a href="/">Home</a>',
      '<div class="menu"><a href="/">Home</a>',
      '<a href="/">',
      '<noscript>',
      '<svg>',
      '<a class="menu">',
      '<span hidden>',
      '<header>',
      '<p><b><i>',
      '</div></div></p></body></html>',
      '<td><table><tr>',
      '<div style="display: none">',
      '<',
      '<!-- closed --><!',
    ]) {
      const { text } = textOf(`${open}<p>${article.join('</p><p>')}`, { method: 'lines' });
      for (const line of article) assert.ok(text.includes(line), `${open}: ${text}`);
    }
  });

  it('ends a menu whose end was forgotten, and still knows what comes behind the text', () => {
    const behind =
      '<aside class="advert">Cheap shells, only this week!</aside><div class="comments"><p>I think so too.</p></div>' +
      '<div id="footer">Imprint, privacy and terms of use.</div><div class="cookie-banner" role="dialog"><p>We keep small files here.';
    const text = article.map((line) => `<p>${line}</p>`).join('');
    for (const before of [
      '<main><header><h1>The island</h1><p class="byline">2026-03-01</header>',
      '<div class="breadcrumb"><a href="/">Home</a> <span>The island<h1>The island</h1>',
      '<div id="navigation"><ul><li><a href="/">Home</a><li><a href="/x">More</a></ul><h1>The island</h1><div>',
      '<div id="navigation"><a href="/">Home</a><div class="text">',
    ]) {
      const extracted = textOf(`<title>The island</title>${before}${text}</main>${behind}`, {
        method: 'lines',
      });
      const lines = extracted.text.split('\n').filter((line) => line !== '2026-03-01');
      assert.deepEqual(lines, article, before);
    }
  });

  it('drops a page without text, whatever the method', () => {
    for (const method of ['lines', 'readability', 'auto'] as const)
      for (const body of ['', '<html></html>', '<script>var a = 1;</script>', '<!-- open', ' \n\t '])
        assert.deepEqual(extract(rawOf(body), { method }), { drop: { rule: 'no-text' } }, body);
  });

  it('keeps a text of nothing but emoji, and plain text with its title', () => {
    assert.equal(textOf('😀😀👩‍👩‍👧', {}, { mediaType: 'text/plain' }).text, '😀😀👩‍👩‍👧');
    assert.equal(textOf('<p>😀🎉').text, '😀🎉');
    assert.equal(textOf('# Head\ntext', {}, { mediaType: 'text/markdown' }).title, 'Head');
    assert.equal(textOf('# Head', {}, { mediaType: 'text/markdown' }).title, 'Head');
    const stated = textOf('x', {}, { mediaType: 'text/plain', fields: { title: ' Of the row ' } });
    assert.equal(stated.title, 'Of the row');
  });

  it('refuses an unknown method', () => {
    assert.throws(() => extract(rawOf('<p>x'), { method: 'magic' as 'auto' }), /method must be one of auto/);
  });
});
