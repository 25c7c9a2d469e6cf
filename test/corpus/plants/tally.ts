/** Counts in two languages, their shares, and the rows of the table. */
import type { Language } from 'kernel-lib/dist/world/document.js';

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

export interface Count {
  hit: number;
  of: number;
  /** A few of those that were missed, or of those that should not have been hit. */
  missed: string[];
}

export type Tally = Record<Language, Count>;
export const tally = (): Tally => ({
  en: { hit: 0, of: 0, missed: [] },
  zh: { hit: 0, of: 0, missed: [] },
});

const EXAMPLES = 16;

/** Counts one; of those that were missed some are remembered. */
export function count(counts: Tally, language: Language, hit: boolean, example: () => string): void {
  const one = counts[language];
  one.of++;
  if (hit) one.hit++;
  else remember(one, example);
}

/** Counts what should not happen; of those to which it did some are remembered. */
export function countWrong(counts: Tally, language: Language, wrong: boolean, example: () => string): void {
  const one = counts[language];
  one.of++;
  if (!wrong) return;
  one.hit++;
  remember(one, example);
}

function remember({ missed }: Count, example: () => string): void {
  if (missed.length < EXAMPLES) missed.push(example().replace(/\s+/g, ' ').slice(0, 200));
}

/** Figures of one seed by their names, in the order in which they were measured. */
export type Figures = Map<string, Tally>;

export interface Goal {
  /** The share in the other direction: what is lost, or wrongly changed. */
  is: 'at least' | 'at most';
  percent: number;
}

export const share = ({ hit, of }: Count) => (of === 0 ? NaN : (100 * hit) / of);

/** All seeds together. */
export function sum(all: readonly Figures[], name: string, language: Language): Count {
  const total: Count = { hit: 0, of: 0, missed: [] };
  for (const figures of all) {
    const { hit, of, missed } = figures.get(name)![language];
    total.hit += hit;
    total.of += of;
    total.missed.push(...missed);
  }
  return total;
}

/** Name, goal, and for each language the share of all seeds with the lowest and the highest one, and the counts. */
export function tableOf(all: readonly Figures[], goals: ReadonlyMap<string, Goal>): string {
  const names = [...(all[0]?.keys() ?? [])];
  const lines = names.map((name) => {
    const goal = goals.get(name);
    const cells = LANGUAGES.map((language) => {
      const total = sum(all, name, language);
      if (total.of === 0) return `${language} –`;
      const each = all.map((figures) => share(figures.get(name)![language])).filter((one) => one >= 0);
      const spread = `${Math.min(...each).toFixed(1)}–${Math.max(...each).toFixed(1)}`;
      return `${language} ${share(total).toFixed(2)} % (${spread}; ${total.hit}/${total.of})`;
    });
    const wish = goal === undefined ? '' : `${goal.is === 'at least' ? '≥' : '≤'} ${goal.percent}`;
    return `${name.padEnd(44)} ${wish.padEnd(7)} ${cells.map((cell) => cell.padEnd(40)).join(' ')}`;
  });
  return lines.join('\n');
}
