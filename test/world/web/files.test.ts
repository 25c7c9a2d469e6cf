import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeBooks } from 'kernel-lib/dist/world/web/books';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import { writePapers } from 'kernel-lib/dist/world/web/papers';
import { sampleDocuments } from './samples';

describe('books and papers of the small web', () => {
  let folder: string;
  const pages = [...webPages(sampleDocuments(400), { seed: 6, books: 0.2, papers: 0.2 })];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-books-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('takes each page of its kind once', async () => {
    const books = await writeBooks(pages, join(folder, 'books'), { chapters: 10 });
    const wanted = pages.filter(({ kind }) => kind === 'book').map(({ id }) => id);
    assert.deepEqual(books.flatMap((book) => book.pages).sort(), wanted.sort());
    assert.deepEqual(
      (await readdir(join(folder, 'books'))).sort(),
      books.map(({ file }) => file.split('/').at(-1)!).sort(),
    );
    assert.ok(wanted.length > 50);
  });

  it('keeps every word of a book, parted or not, in lines of the width', async () => {
    const byId = new Map(pages.map((page) => [page.id, page]));
    const books = await writeBooks(pages, join(folder, 'whole'), { width: 48 });
    let hyphens = 0;
    for (const { file, language, pages: ids, title } of books) {
      const lines = (await readFile(file, 'utf8')).split('\n');
      assert.equal(lines[0], title.toUpperCase());
      const body = lines.filter((line) => !/^ {10,}– \d+ –$/.test(line) && line !== title.toUpperCase());
      hyphens += body.filter((line) => /[a-z]-$/.test(line)).length;
      const text = body.join(language === 'en' ? '\n' : '');
      // A line's end stands for a space, a hyphen there for nothing; the reader knows the words.
      const flat = (t: string) =>
        t.replace(/([a-z])-\n+/g, '$1').replace(/\s+/g, language === 'en' ? ' ' : '');
      for (const id of ids) {
        for (const paragraph of byId.get(id)!.text.split('\n\n')) {
          assert.ok(flat(text).includes(flat(paragraph).trim()), `${file}: ${paragraph}`);
        }
      }
      for (const line of body.slice(6 + ids.length + 3)) {
        if (byId.get(ids[0]!)!.text.includes(' '))
          assert.ok(line.length <= 48 || !line.includes(' ', 3), line);
      }
    }
    assert.ok(hyphens >= 5, `${hyphens} hyphens`);
  });

  it('is the same each time', async () => {
    const read = async (name: string) => {
      const books = await writeBooks(pages, join(folder, name));
      return Promise.all(books.map(({ file }) => readFile(file, 'utf8')));
    };
    assert.deepEqual(await read('b1'), await read('b2'));
  });

  it('writes papers as lines of JSON, compressed by the name', async () => {
    const wanted = pages.filter(({ kind }) => kind === 'paper');
    for (const name of ['papers.jsonl', 'papers.jsonl.gz']) {
      const path = join(folder, 'new', name);
      assert.equal(await writePapers(pages, path), wanted.length);
      const bytes = await readFile(path);
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      const rows = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      rows.forEach((row, i) => {
        const page = wanted[i]!;
        assert.deepEqual(Object.keys(row), [
          'id',
          'title',
          'abstract',
          'text',
          'licence',
          'year',
          'language',
          'url',
        ]);
        assert.equal(row['text'], page.text);
        assert.ok(page.text.startsWith(row['abstract'] as string));
        assert.equal(row['year'], Number(page.date.slice(0, 4)));
      });
      assert.equal(rows.length, wanted.length);
    }
  });

  it('names the path where it cannot write, and leaves nothing', async () => {
    await assert.rejects(writePapers(pages, '/dev/null/papers.jsonl'), /Cannot write \/dev\/null/);
    await assert.rejects(writeBooks(pages, '/dev/null/books'), /Cannot write \/dev\/null/);
    await assert.rejects(writeBooks(pages, folder, { chapters: 0 }), /chapters must be a whole number/);
    function* failing() {
      yield pages.find(({ kind }) => kind === 'paper')!;
      throw new Error('out of ink');
    }
    await assert.rejects(writePapers(failing(), join(folder, 'none', 'x.jsonl')), /out of ink/);
    assert.deepEqual(await readdir(join(folder, 'none')), []);
  });
});
