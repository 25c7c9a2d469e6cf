/** Texts with personal data and look-alikes at known places. All made up; the names of hosts are reserved ones. */
import { identityCheck } from 'kernel-lib/dist/corpus/pii/checks.js';
import { pick, randomInt, type Random } from 'kernel-lib/dist/random.js';

export interface Planted {
  text: string;
  /** Replaced by its placeholder in the right answer; a look-alike has none. */
  items: { start: number; end: number; kind?: string }[];
}

const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => randomInt(random, 10)).join('');
const from2to9 = (random: Random) => String(2 + randomInt(random, 8));
const two = (value: number) => String(value).padStart(2, '0');

function luhnDigit(begin: string): string {
  const sum = [...begin].reverse().reduce((total, digit, i) => {
    const twice = i % 2 === 0 ? 2 * Number(digit) : Number(digit);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

function identity(random: Random): string {
  const place = pick(random, ['110101', '310104', '440305', '610113', '510107', '620102']);
  const born = `${1950 + randomInt(random, 60)}${two(1 + randomInt(random, 12))}${two(1 + randomInt(random, 28))}`;
  const seventeen = place + born + digits(random, 3);
  return seventeen + identityCheck(seventeen);
}

function card(random: Random, gap: string): string {
  const fifteen =
    pick(random, ['4', '51', '55', '6222', '6011']).padEnd(6, digits(random, 5)) + digits(random, 9);
  const all = fifteen + luhnDigit(fifteen);
  return gap === '' ? all : all.match(/.{4}/g)!.join(gap);
}

const spoilt = (random: Random, number: string) =>
  number.slice(0, -1) + ((Number(number.at(-1)!.replace('X', '0')) + 1 + randomInt(random, 8)) % 10);

export const personal: Record<string, ((random: Random) => string)[]> = {
  email: [
    (r) =>
      `${pick(r, ['ann', 'zhang.wei', 'li_na', 'j-p'])}${digits(r, 2)}@${pick(r, ['example.com', 'mail.example.org', 'qq.com', 'campus.edu.cn'])}`,
    (r) => `O.Neil+news${digits(r, 3)}@sub.example.co.uk`,
    (r) => `${digits(r, 9)}@qq.com`,
    () => 'ｌｉｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ',
  ],
  phone: [
    (r) => `1${3 + randomInt(r, 7)}${digits(r, 9)}`,
    (r) => `1${3 + randomInt(r, 7)}${digits(r, 1)} ${digits(r, 4)} ${digits(r, 4)}`,
    (r) => `+86 1${3 + randomInt(r, 7)}${digits(r, 1)}-${digits(r, 4)}-${digits(r, 4)}`,
    (r) => `+861${3 + randomInt(r, 7)}${digits(r, 9)}`,
    (r) => `029-${from2to9(r)}${digits(r, 7)}`,
    (r) => `(010) ${from2to9(r)}${digits(r, 7)}`,
    (r) => `(${from2to9(r)}${digits(r, 2)}) ${from2to9(r)}${digits(r, 2)}-${digits(r, 4)}`,
    (r) => `${from2to9(r)}${digits(r, 2)}-${from2to9(r)}${digits(r, 2)}-${digits(r, 4)}`,
    (r) => `+1 ${from2to9(r)}${digits(r, 2)} ${from2to9(r)}${digits(r, 2)} ${digits(r, 4)}`,
    (r) => `+44 20 7946 0${digits(r, 3)}`,
    (r) => `020 7946 0${digits(r, 3)}`,
    (r) => `07700 900${digits(r, 3)}`,
    (r) => `+49 30 ${from2to9(r)}${digits(r, 6)}`,
    () => '１３８０１２３４５６７',
  ],
  'identity-number': [identity, (r) => identity(r).toLowerCase()],
  'card-number': [(r) => card(r, ''), (r) => card(r, ' '), (r) => card(r, '-')],
};

export const lookAlikes: ((random: Random) => string)[] = [
  (r) => spoilt(r, identity(r)),
  (r) => `1101011990${13 + randomInt(r, 80)}${two(1 + randomInt(r, 28))}${digits(r, 4)}`,
  (r) => spoilt(r, card(r, '')),
  (r) => spoilt(r, card(r, ' ')),
  (r) => `978-7-${digits(r, 3)}-${digits(r, 5)}-${digits(r, 1)}`,
  (r) => `${2000 + randomInt(r, 30)}-${two(1 + randomInt(r, 12))}-${two(1 + randomInt(r, 28))} 12:30`,
  (r) => `v${randomInt(r, 9)}.${randomInt(r, 30)}.${digits(r, 4)}`,
  (r) => `39.${digits(r, 6)}, 116.${digits(r, 6)}`,
  (r) => `12${digits(r, 9)}`,
  (r) => `${digits(r, 5)}0`,
  (r) => `A1${digits(r, 11)}`,
  (r) => `3.${digits(r, 12)}`,
  (r) => `@user${digits(r, 3)}`,
  () => 'logo@2x.png',
  () => '1,380,013,800',
];

const frames: Record<string, readonly string[]> = {
  en: [
    'It says _ on the door.',
    'He wrote down _, then left.',
    'Here: _. Nothing more!',
    'The card reads "_" today.',
  ],
  zh: ['门上写着_，请看。', '他记下了_。', '这里是：_！', '见（_）一页。'],
};
/** Look-alikes that only their context tells apart. */
const told: Record<string, readonly string[]> = {
  en: ['Order number _ was sent.', 'Tracking no. _ is on its way.', 'Invoice _, paid.'],
  zh: ['订单号：_已发货。', '快递单号_。', '学号_同学。'],
};

/** A text of sentences, each with one item. */
export function plantedText(random: Random, language: 'en' | 'zh', count: number): Planted {
  let text = '';
  const items: Planted['items'] = [];
  const add = (frame: string, item: string, kind?: string) => {
    const [before, after] = frame.split('_') as [string, string];
    const start = text.length + before.length;
    items.push({ start, end: start + item.length, ...(kind === undefined ? {} : { kind }) });
    text += before + item + after + (language === 'en' ? ' ' : '');
  };
  for (let i = 0; i < count; i++) {
    const kind = pick(random, Object.keys(personal));
    add(pick(random, frames[language]!), pick(random, personal[kind]!)(random), kind);
    add(pick(random, frames[language]!), pick(random, lookAlikes)(random));
    add(pick(random, told[language]!), `1${3 + randomInt(random, 7)}${digits(random, 9)}`);
  }
  return { text, items };
}
