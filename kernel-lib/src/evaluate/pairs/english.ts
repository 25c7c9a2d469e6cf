/** What can go wrong in an English sentence of the world. Each change breaks one rule and nothing else. */
import { edits, frames, type Edit, type Frame } from './edits.js';

/** Third-person singular and plural of the verbs of the patterns, but where many say otherwise (“a bunch … make”). */
const VERBS = [
  ['studies', 'study'],
  ['takes', 'take'],
  ['lives', 'live'],
  ['comes', 'come'],
  ['likes', 'like'],
  ['knows', 'know'],
  ['includes', 'include'],
  ['belongs', 'belong'],
  ['asks', 'ask'],
  ['cooks', 'cook'],
  ['buys', 'buy'],
  ['loves', 'love'],
  ['eats', 'eat'],
  ['has', 'have'],
  ['is', 'are'],
  ['was', 'were'],
] as const;
const PLURAL_VERBS = ['fill', 'meet', 'write', 'give', 'want'];
const THING = '\\{value\\} Hall|the \\{value\\} club|\\{value\\}|\\{name\\}';

export const ENGLISH_EDITS: readonly Edit[] = [
  ...edits(
    'subject-verb',
    ...VERBS.map(([one, many]) => [new RegExp(`(?<!favourite food )\\b${one}\\b`), many] as const),
    ...PLURAL_VERBS.map((many) => [new RegExp(`\\b${many}\\b`), `${many}s`] as const),
    [/\bare\b/, 'is'],
    [/\bbelong\b/, 'belongs'],
    [/(The smell .*)\bmakes\b/, '$1make'],
  ),
  ...edits(
    'order',
    [/^\{name\} (studies|joined|comes|lives|grew up|moved|has|takes|is|was born) (.+)\.$/, '{name} $2 $1.'],
    [/^(\{name\}'s .+?) (is|are) (.+)\.$/, '$1 $3 $2.'],
    [/^The (.+? club|.+? department|list of .+? students) (welcomed|knows|includes) /, '$2 the $1 '],
    [/^(Nobody) (loves|eats more) (\{value\})/, '$1 $3 $2'],
    [/^(Friends) (give) (\{value\})/, '$1 $3 $2'],
    [/^(\{value\}(?: Hall)?) (is) (.+)\.$/, '$1 $3 $2.'],
  ),
  ...edits(
    'preposition',
    ...['in', 'from', 'of', 'to', 'into', 'on', 'for', 'at'].map(
      (word) => [new RegExp(`\\b(${word}) (${THING})(?=[ .,])`), '$2 $1'] as const,
    ),
  ),
  ...edits('possessive', [/\{name\}'s (\w+)/, "{name} $1's"]),
  ...edits(
    'article',
    [/\ba (member|room)\b/, 'an $1'],
    [/^A (bunch|room)\b/, 'An $1'],
    [/^The (\{value\}) (club|department)\b/, '$1 the $2'],
    [/\bthe (\{value\}) club\b/, '$1 the club'],
  ),
  ...edits(
    'plural',
    [/\ba member\b/, 'a members'],
    [/\ball flowers\b/, 'all flower'],
    [/\bstudents is\b/, 'student is'],
  ),
  ...edits(
    'adjective',
    [/\bfavourite (flowers|food)\b/, '$1 favourite'],
    [/^Old friends\b/, 'friends old'],
    [/\bnew (\{value\} students)\b/, '$1 new'],
  ),
  ...edits(
    'relative',
    [/^(The club|The flowers) that \{name\}/, '$1 {name} that'],
    [/\bwhere \{name\}/, '{name} where'],
  ),
  ...edits('comparative', [/\bmore than (\{name\})/, 'than more $1'], [/\bmore (\{value\}) than\b/, 'than $1 more']), // prettier-ignore
  ...edits('verb-form', [/\bto eat\b/, 'to eats'], [/\bto eat\b/, 'eat to'], [/\bto see\b/, 'see to']),
  ...edits('pronoun', [/\bthey are\b/, 'them are'], [/\bif you want\b/, 'if your want']),
];

/** In questions, the helping verb behind the subject. */
export const ENGLISH_QUESTIONS: readonly Edit[] = edits(
  'question',
  [/^(.+?) (does|did) (\{name\}) /, '$1 $3 $2 '],
  [/^(\w+) (is|are) (.+)\?$/, '$1 $3 $2?'],
);

const swapArticle = (text: string) =>
  text.replace(/\b(an?) /i, (article) =>
    /n /i.test(article) ? article.replace(/n/i, '') : `${article.trim()}n `,
  );

export const ENGLISH_FRAMES: readonly Frame[] = [
  ...frames(
    'article',
    ['{A worker} lives in {dorm} Hall.', swapArticle],
    ['{A worker} comes from {city}.', swapArticle],
    ['{A worker} joined the {club} club.', swapArticle],
    ['{A worker} likes to eat {food}.', swapArticle],
    ['In {month}, {a worker} moved into {dorm} Hall.', swapArticle],
    ['{A animal} comes from {country}.', swapArticle],
    [
      '{A animal} comes from {city}.',
      swapArticle,
      ({ class: kind, en }) => kind !== 'animal' || /^[aeiou]/i.test(en),
    ],
    ['{name} comes with {a animal}.', swapArticle],
  ),
  ...frames(
    'plural',
    ['{A worker} has two legs.', (good) => good.replace('legs', 'leg')],
    ['{A worker} has ten fingers.', (good) => good.replace('fingers', 'finger')],
    ['The {club} club has six members.', 'The {club} club has six member.'],
    ['The {club} club has ten members.', 'The {club} club has ten member.'],
    ['The train from {city} takes two hours.', 'The train from {city} takes two hour.'],
    ['There are eight students in {dorm} Hall.', 'There are eight student in {dorm} Hall.'],
  ),
  ...frames(
    'subject-verb',
    ['The {building} stands in {city}.', 'The {building} stand in {city}.'],
    ['The {flower} in {dorm} Hall are open.', 'The {flower} in {dorm} Hall is open.'],
    ['Friends from {city} know {name} well.', 'Friends from {city} knows {name} well.'],
    ['{name} and {other} live in {dorm} Hall.', '{name} and {other} lives in {dorm} Hall.'],
    [
      '{name} and {other} are members of the {club} club.',
      '{name} and {other} is members of the {club} club.',
    ],
  ),
];
