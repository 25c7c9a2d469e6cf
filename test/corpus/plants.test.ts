/** Every filter against the labels of a small web, from the pages' bytes on; `plants.long.ts` has the large one. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeWarc } from 'kernel-lib/dist/world/web/warc.js';
import { judgeWeb } from './plants/figures.js';
import { meet, meetWarc, pagesOf } from './plants/web.js';

const HASH_SEEDS = 200;

describe('corpus: what was planted is found (800 documents a seed)', () =>
  judgeWeb(800, [1, 2, 3], HASH_SEEDS, 2));

describe('corpus: what was planted, through WARC files', () => {
  it('gives the same texts as the pages themselves', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blossom-plants-'));
    try {
      const pages = [...pagesOf(1, 800)].filter(({ kind }) => kind === 'page');
      const { files } = await writeWarc(pages, path.join(folder, 'web.warc.gz'), {
        others: true,
        encoded: true,
      });
      const textsOf = (met: readonly { page: { id: string }; document: { text: string } | undefined }[]) =>
        new Map(met.map(({ page, document }) => [page.id, document?.text]));
      assert.deepEqual(textsOf(await meetWarc(pages, files)), textsOf(pages.map((page) => meet(page))));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
