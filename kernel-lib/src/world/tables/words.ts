/** lexicon.tsv, jobs.tsv, job-patterns.tsv, pairs.tsv and article.tsv. */
import type { Language } from '../document.js';
import type { Template } from '../wording.js';
import { bothLanguages, LANGUAGES } from './columns.js';
import { idCell, uniqueIds } from './names.js';
import { checkText, templateCell } from './patterns.js';
import { cell, numberCell, oneOfCell, rowError, type Row } from './rows.js';
import type { ArticleExample, Job, LexiconEntry, MinimalPair, PracticeSentence, Thing } from './types.js';

/** Words by class, in the table's order. A word with an id names a thing that things.tsv has. */
export function readLexicon(
  rows: readonly Row[],
  things: ReadonlyMap<string, ReadonlyMap<string, Thing>>,
): LexiconEntry[] {
  const unique = uniqueIds('the word');
  return rows.map((row) => {
    const entry = {
      class: idCell(row, 'class'),
      language: oneOfCell(row, 'language', LANGUAGES),
      word: cell(row, 'word'),
    };
    unique(row, `${entry.word} (${entry.class}, ${entry.language})`);
    const id = cell(row, 'id');
    if (id === '-') return entry;
    if (things.get(entry.class)?.has(id) !== true) {
      throw rowError(row, `id "${id}" is no ${entry.class} of things.tsv; add it there, or write -.`);
    }
    return { ...entry, id };
  });
}

/** Jobs with the gender that most sentences about them have. */
export function readJobs(rows: readonly Row[]): Job[] {
  const unique = uniqueIds('the job');
  return rows.map((row) => {
    const id = idCell(row, 'id');
    unique(row, id);
    const usual = oneOfCell(row, 'usual', ['f', 'm'] as const);
    return { id, en: cell(row, 'en'), zh: cell(row, 'zh'), usual };
  });
}

/** Sentences about somebody at work, each with exactly one gap that shows the gender. */
export function readJobPatterns(rows: readonly Row[]): Record<Language, Template[]> {
  const made = rows.map((row) => {
    const pattern = templateCell(row, 'text', ['job'], ['they', 'their']);
    const shown = pattern.gaps.filter(({ name }) => name !== 'job');
    if (shown.length !== 1 || pattern.gaps[0]!.name !== 'job') {
      throw rowError(row, 'text needs {job} first, and then one of {they} and {their}, once.');
    }
    return pattern;
  });
  return bothLanguages((language) => {
    const mine = made.filter((pattern) => pattern.language === language);
    if (mine.length === 0) throw rowError(rows[0]!, `there is no pattern in ${language}; add one.`);
    return mine;
  });
}

/** Minimal pairs. */
export function readPairs(rows: readonly Row[]): MinimalPair[] {
  return rows.map((row) => {
    const language = oneOfCell(row, 'language', LANGUAGES);
    const { good, bad } = row.cells as { good: string; bad: string };
    for (const column of ['good', 'bad']) checkText(row, language, cell(row, column), column);
    if (good === bad)
      throw rowError(row, `good and bad are the same sentence, "${good}"; make one of them wrong.`);
    return { phenomenon: idCell(row, 'phenomenon'), language, good, bad };
  });
}

/** Sentences that practise a rule; their gaps are classes of things. */
export function readPractice(
  rows: readonly Row[],
  things: ReadonlyMap<string, ReadonlyMap<string, Thing>>,
): PracticeSentence[] {
  return rows.map((row) => {
    const made = templateCell(row, 'text', [], [...things.keys()]);
    return { phenomenon: idCell(row, 'phenomenon'), made };
  });
}

/** The article's own examples, in its order. */
export function readArticle(rows: readonly Row[]): ArticleExample[] {
  return rows.map((row) => {
    const stage = oneOfCell(row, 'stage', ['blank', 'example', 'rated'] as const);
    const language = oneOfCell(row, 'language', LANGUAGES);
    const example = { stage, language, question: cell(row, 'question'), answer: cell(row, 'answer') };
    if (stage === 'blank' && example.question.split('___').length !== 2) {
      throw rowError(row, `question "${example.question}" needs one ___ where the answer belongs.`);
    }
    if (stage !== 'rated') return example;
    return { ...example, stars: numberCell(row, 'stars', 1, 5) };
  });
}
