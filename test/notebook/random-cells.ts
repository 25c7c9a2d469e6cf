/** Seeded random cells for round trips: ordinary ones and nasty ones. */
import { pick, randomInt, type Random } from 'kernel-lib/dist/random.js';
import type { ScriptCell } from 'kernel-lib/dist/notebook/percent.js';

const ordinary = [
  'const x = 1;',
  '  return x; // a comment',
  '\tindented by a tab',
  '樱花 🌸 é',
  '# A heading',
  '',
  '- a *list* item with trailing space ',
  "const text = 'a = {b}';",
  '//',
  '// ordinary comment',
  '/* block */',
  'line % of 100 %',
];
const likeMarkers = [
  '// %%',
  '//%%',
  '  // %% [markdown]',
  '// // %%',
  '//// %% x',
  '// %%% deeper',
  '%% text',
  '%%html',
  '// %%html',
  '// // %time',
  '//%time',
  '// <codecell>',
  '// In[3]:',
  'In[ ]',
  '<codecell>',
  '// %% a="b',
  '// ---',
  '%%',
  '   ',
  '\u2028',
  'a\u0085b',
];
const options: Record<string, unknown>[] = [
  {},
  { lang: 'zh' },
  { task: 'mask-tokens', points: 3 },
  { tags: ['hide-input', 'a b'] },
  { note: 'a "quoted" \\ = {x} \'y\' 中文', deep: { a: [1, 2.5, null, true] } },
  { 'a.b/c@d-e': -1e-7, flag: false },
];
const titles = [undefined, 'A title', '标题 一', 'a = b', '[markdown]', '%odd', 'ends .here', 'two  spaces'];

export function randomCell(random: Random, nasty: boolean): ScriptCell {
  const type = pick(random, ['code', 'code', 'markdown', 'raw'] as const);
  const lines = Array.from({ length: randomInt(random, 7) }, () =>
    nasty && random() < 0.5 ? pick(random, likeMarkers) : pick(random, ordinary),
  );
  if (nasty && random() < 0.4) lines.push(...Array.from({ length: randomInt(random, 4) }, () => ''));
  const title = pick(random, nasty ? titles : titles.slice(0, 3));
  return {
    type,
    ...(title === undefined ? {} : { title }),
    ...(nasty && random() < 0.1 ? { depth: 1 + randomInt(random, 2) } : {}),
    options: nasty && random() < 0.05 ? { 'a key': 1, b: '}' } : pick(random, options),
    source: nasty ? lines.join('\n') : withoutSingleBlankEnd(lines.join('\n')),
  };
}

/** Jupytext cannot hold a code cell that ends in exactly one blank line. */
const withoutSingleBlankEnd = (source: string) => source.replace(/\s+$/, '');
