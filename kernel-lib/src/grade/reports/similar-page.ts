/** Similar answers on the page: what was compared, the closest pairs, and both answers side by side. */
import { escapeHtml } from '../../display/escape.js';
import { plural } from './learner.js';
import { isolated, titleOf } from './page.js';
import {
  CLOSE,
  type Answer,
  type Similarity,
  type SimilarPair,
  type TaskLimit,
  type TaskSources,
} from './similar/similar.js';

export interface SimilarPart extends Similarity {
  answers: readonly Answer[];
  tasks: readonly TaskSources[];
}

/** More would hide the ones that matter; `--json` has all. */
const MOST_PAIRS = 40;

type Names = ReadonlyMap<string, string>;

export function similarHtml(part: SimilarPart | undefined, names: Names): string {
  const title = '<h3 class="part">Similar answers</h3>';
  if (part === undefined) return `${title}<p>Not compared: the answers are not beside the results.</p>`;
  const method = `<p class="under">Compared without names, types, comments, layout and what everybody was given; named from ${percent(CLOSE)} on. A reason to look, never a proof: read both, and ask.</p>`;
  const limits = list(part.limits.map(limitSentence).filter((sentence) => sentence !== ''));
  if (part.pairs.length === 0) return `${title}${method}${limits}<p>No two answers are close.</p>`;
  const pairs = part.pairs.slice(0, MOST_PAIRS).map((pair) => pairHtml(pair, part, names));
  const left = part.pairs.length - pairs.length;
  const more = left > 0 ? `<p class="under">… and ${left} more (all with --json).</p>` : '';
  return [title, method, limits, severalHtml(part.pairs, names), ...pairs, more].join('\n');
}

const list = (items: readonly string[]) =>
  items.length === 0 ? '' : `<ul class="under">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

/** Two who are close in several tasks: chance explains that worst. */
function severalHtml(pairs: readonly SimilarPair[], names: Names): string {
  const together = new Map<string, SimilarPair[]>();
  for (const pair of pairs.filter(({ shipped }) => !shipped)) {
    const key = JSON.stringify([pair.a, pair.b].sort());
    together.set(key, [...(together.get(key) ?? []), pair]);
  }
  const several = [...together.values()].filter((own) => own.length > 1).sort((x, y) => y.length - x.length);
  if (several.length === 0) return '';
  const items = several.slice(0, MOST_PAIRS).map((own) => {
    const { a, b } = own[0]!;
    const tasks = own.map(({ task }) => escapeHtml(titleOf(task))).join(', ');
    return `${who(a, names, false)} and ${who(b, names, false)}: ${tasks}`;
  });
  const left = several.length - items.length;
  if (left > 0) items.push(`… and ${left} more (all with --json).`);
  return `<p><strong>Close in several tasks:</strong></p><ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

function limitSentence({ task, limit, independent, short }: TaskLimit): string {
  const name = escapeHtml(titleOf(task));
  if (limit === null)
    return `${name}: cannot be told, since solutions that nobody copied are ${percent(independent)} alike.`;
  const parts = [
    ...(limit > CLOSE ? [`named from ${percent(limit)} on`] : []),
    ...(short > 0 ? [`${plural(short, 'answer')} too short to tell`] : []),
  ];
  return parts.length === 0 ? '' : `${name}: ${parts.join('; ')}.`;
}

function who(name: string, names: Names, shipped: boolean): string {
  if (shipped)
    return name === 'reference' ? 'the published solution' : `the published <code>${escapeHtml(name)}</code>`;
  const known = names.get(name);
  return known === undefined || known === name ? isolated(name) : `${isolated(known)} (${isolated(name)})`;
}

function pairHtml(pair: SimilarPair, { answers, tasks }: SimilarPart, names: Names): string {
  const { task, a, b, shipped, similarity, wording } = pair;
  const of = (student: string) =>
    answers.find((one) => one.student === student && one.task === task)?.source ?? '';
  const published = tasks.find((one) => one.task === task)?.shipped.find(({ name }) => name === b)?.source;
  const figure = (source: string, title: string) =>
    `<figure><figcaption>${title}</figcaption><pre><code>${escapeHtml(source)}</code></pre></figure>`;
  const [first, second] = [who(a, names, false), who(b, names, shipped)];
  const both = figure(of(a), first) + figure(shipped ? (published ?? '') : of(b), second);
  const alike = `structure ${percent(similarity)}, words ${percent(wording)}`;
  return `<details><summary>${escapeHtml(titleOf(task))}: ${first} and ${second} (${alike})</summary><div class="code-pair">${both}</div></details>`;
}
