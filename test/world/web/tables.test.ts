import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTable, someText } from 'kernel-lib/dist/world/web/table';
import { tablesFolder, webTables } from 'kernel-lib/dist/world/web/tables';

describe('tables of the small web', () => {
  const parse = (text: string) => {
    const columns = { language: ['en', 'zh'], word: someText };
    return parseTable({ path: 't.tsv', text: text.replaceAll(' | ', '\t') }, columns, ['language', 'word']);
  };

  it('are rows by the names of their columns', () => {
    const text = '# words\n\nlanguage | word\nen | tea\r\nzh | 茶\n';
    assert.deepEqual(parse(text), [
      { language: 'en', word: 'tea' },
      { language: 'zh', word: '茶' },
    ]);
  });

  it('name the line of what is wrong', () => {
    const wrong: [string, RegExp][] = [
      ['', /t\.tsv: the table has no rows/],
      ['word | tongue\n', /t\.tsv:1: the column "language" is missing/],
      ['language | word\nen | tea\n\nfr | thé\n', /t\.tsv:4: language is "fr"; it must be one of en, zh/],
      ['language | word\nen | tea | pot\n', /t\.tsv:2: 3 columns, 2 expected/],
      ['language | word\nen | tea\n# again\nen | tea\n', /t\.tsv:4: "en, tea" stands on line 2 already/],
    ];
    for (const [text, message] of wrong) assert.throws(() => parse(text), message);
  });

  it('hold both languages for every use', () => {
    const tables = webTables();
    for (const language of ['en', 'zh'] as const) {
      for (const use of ['boilerplate', 'toxic', 'menu', 'near-empty', 'soup', 'accented'].slice(
        0,
        language === 'en' ? 6 : 5,
      )) {
        assert.ok(tables.phrases(language, use).length >= 6, `${language} ${use}`);
      }
      for (const use of ['typo', 'ocr', 'swap', 'contradiction'] as const) {
        for (const [first, second] of tables.pairs(language, use)) assert.notEqual(first, second);
      }
      assert.ok(tables.sites.filter((site) => site.language === language).length >= 6);
      const layouts = new Set(tables.sites.map(({ template }) => template));
      assert.equal(layouts.size, 6);
    }
    assert.ok(tables.languages.size >= 8);
    assert.throws(() => tables.phrases('en', 'sonnet'), /phrases\.tsv has no rows "en sonnet/);
  });

  it('can be replaced by a folder of one’s own, whose mistakes are named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'blossom-tables-'));
    try {
      await cp(tablesFolder(), folder, { recursive: true });
      const path = join(folder, 'advertisements.tsv');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/^en\ttrain\tgarden-pots\ttitle.*\n/m, ''));
      assert.throws(() => webTables(folder), /advertisements\.tsv: "en train garden-pots" needs one title/);
      await writeFile(path, text.replace('en\ttrain\tgarden-pots\tshop', 'en\ttrian\tgarden-pots\tshop'));
      const line = text.split('\n').findIndex((row) => row.startsWith('en\ttrain\tgarden-pots\tshop')) + 1;
      assert.throws(() => webTables(folder), new RegExp(`advertisements\\.tsv:${line}: split is "trian"`));
      await writeFile(path, text.replace('up to {percent}% off', 'up to {percnt}% off'));
      assert.throws(
        () => webTables(folder),
        /advertisements\.tsv:\d+: text is .*there is no slot \{percnt\}; there are \{item\}/,
      );
      await writeFile(path, text);
      const phrases = join(folder, 'phrases.tsv');
      const before = await readFile(phrases, 'utf8');
      for (const [from, to, message] of [
        ['Contact: {email}', 'Contact: {mail}', /no slot \{mail\}; there are \{email\}/],
        ['Contact: {email}', 'Contact us', /it needs the slot \{email\}/],
        ['Back to the top', 'Back to {the} top', /no slot \{the\}; write it without braces/],
        ['The {job} finished', 'The man finished', /it needs the slot \{job\}/],
      ] as const) {
        await writeFile(phrases, before.replace(from, to));
        assert.throws(() => webTables(folder), message);
      }
      await writeFile(phrases, before);
      await rm(path);
      assert.throws(
        () => webTables(folder),
        /Cannot read the table .*advertisements\.tsv: there is no such file/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
