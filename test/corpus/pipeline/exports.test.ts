/** What is kept, read by others: DuckDB reads the Parquet and the JSONL. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../support/needs.js';
import { build, keptOf, textOf } from './support.js';

const QUERY = `
import duckdb, json, sys
def rows(path):
    read = "read_parquet" if path.endswith("parquet") else "read_json_auto"
    columns = "id, text, language" + (", tokens, collection, file, \\"offset\\", url, licence, marks" if read == "read_parquet" else "")
    return duckdb.sql(f"SELECT {columns} FROM {read}('{path}') ORDER BY id").fetchall()
json.dump({"rows": [rows(path) for path in sys.argv[1:]],
  "sum": duckdb.sql(f"SELECT sum(length(text)) FROM read_parquet('{sys.argv[1]}')").fetchall()[0][0]}, sys.stdout)
`;

describe('exports of a corpus', function () {
  this.timeout(60_000);
  let folder: string;
  const texts = [
    ...Array.from({ length: 60 }, (_, i) => textOf(i)),
    `春天的校园里樱花开了，学生们坐在树下读书。😀 ${textOf(99)}`,
  ];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-exports-'));
    await mkdir(join(folder, 'in'));
    const rows = texts.map((text, i) => ({ id: `${i}`, text, url: `https://example.org/${i}` }));
    const mail = {
      id: 'mail',
      text: `Write to anna.berg@example.org about it. ${textOf(5000)}`,
      license: 'CC0-1.0',
    };
    const lines = [...rows, mail].map((row) => `${JSON.stringify(row)}\n`);
    await writeFile(join(folder, 'in', 'rows.jsonl'), lines.join(''));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('DuckDB finds the same documents in Parquet and in JSONL, text for text', async function () {
    const python = needs(this, 'python-test');
    const out = join(folder, 'out');
    const options = { preset: 'small', vocabulary: 400, blockBytes: 3000 } as const;
    await build({ inputs: [join(folder, 'in')], out, options });
    const kept = await keptOf(out);
    assert.equal(kept.length, texts.length + 1);
    const paths = [join(out, 'kept.parquet'), join(out, 'kept.jsonl.gz')];
    const answer = execFileSync(python, ['-c', QUERY, ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const { rows, sum } = JSON.parse(answer) as { rows: unknown[][][]; sum: number };
    const sorted = [...kept].sort((a, b) => (a.id < b.id ? -1 : 1));
    const expected = sorted.map(({ id, text, language }) => [id, text, language]);
    assert.deepEqual(
      rows[0]!.map((row) => row.slice(0, 3)),
      expected,
    );
    assert.deepEqual(rows[1], expected);
    assert.equal(
      sum,
      kept.reduce((total, { text }) => total + [...text].length, 0),
    );
    const [mail] = rows[0]!.filter((row) => String(row[1]).includes('<email>'));
    assert.ok(mail !== undefined, 'the address was replaced');
    assert.match(String(mail.at(-1)), /"label":"pii:email"/);
    assert.equal(
      rows[0]!.filter((row) => String(row[7]).startsWith('https://example.org/')).length,
      texts.length,
    );
  });

  it('only what was asked for is written', async () => {
    const out = join(folder, 'none');
    await build({
      inputs: [join(folder, 'in')],
      out,
      options: { preset: 'small', vocabulary: 400, exports: [] },
    });
    await assert.rejects(stat(join(out, 'kept.parquet')), /ENOENT/);
    await assert.rejects(stat(join(out, 'kept.jsonl.gz')), /ENOENT/);
    assert.ok((await stat(join(out, 'shards'))).isDirectory());
  });
});
