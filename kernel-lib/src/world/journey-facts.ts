/**
 * The facts and sentence patterns of the journey's small world, as tables to be read.
 * Places and flowers are real; the weeks are rounded to "early, mid, late" and are true in this world only.
 *
 * In patterns: {F} flower, {S} season, {P} place, {W} weeks; in English also {at} place with its preposition.
 * A pattern's first letter is made a capital after it is filled.
 */

export type Language = 'zh' | 'en';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
/** A word in both languages. */
export type Bilingual = Readonly<Record<Language, string>>;

export const SEASONS: Readonly<Record<Season, Bilingual>> = {
  spring: { zh: '春', en: 'spring' },
  summer: { zh: '夏', en: 'summer' },
  autumn: { zh: '秋', en: 'autumn' },
  winter: { zh: '冬', en: 'winter' },
};

/** Two flowers a season. */
export const FLOWERS = {
  cherry: { zh: '樱花', en: 'cherry blossoms', season: 'spring' },
  peach: { zh: '桃花', en: 'peach blossoms', season: 'spring' },
  lotus: { zh: '荷花', en: 'lotus flowers', season: 'summer' },
  jasmine: { zh: '茉莉', en: 'jasmine flowers', season: 'summer' },
  osmanthus: { zh: '桂花', en: 'osmanthus flowers', season: 'autumn' },
  chrysanthemum: { zh: '菊花', en: 'chrysanthemums', season: 'autumn' },
  plum: { zh: '梅花', en: 'plum blossoms', season: 'winter' },
  narcissus: { zh: '水仙', en: 'daffodils', season: 'winter' },
} as const satisfies Record<string, Bilingual & { season: Season }>;
export type Flower = keyof typeof FLOWERS;

export interface Place extends Bilingual {
  /** What people call it for short, where they do. */
  short?: string;
  /** English, with its preposition. */
  at: string;
  flower: Flower;
  /** First and last part of the bloom, as `month part`: 'mar late'. */
  from: string;
  to: string;
}

const place = (zh: string, at: string, flower: Flower, from: string, to: string, short?: string): Place => ({
  ...{ zh, at, en: at.replace(/^(at|in|on) /, ''), flower, from, to },
  ...(short === undefined ? {} : { short }),
});

/** One flower a place, and when it blooms there; two places a flower. The first is the article's own. */
export const PLACES: readonly Place[] = [
  place('西安电子科技大学', 'at Xidian University', 'cherry', 'mar late', 'apr early', '西电'),
  place('龙泉山', 'on Longquan Mountain', 'peach', 'mar early', 'apr early'),
  place('北海公园', 'at Beihai Park', 'lotus', 'jun late', 'aug mid'),
  place('福州', 'in Fuzhou', 'jasmine', 'may late', 'aug early'),
  place('桂林', 'in Guilin', 'osmanthus', 'sep late', 'oct mid'),
  place('开封', 'in Kaifeng', 'chrysanthemum', 'oct mid', 'nov mid'),
  place('南京', 'in Nanjing', 'plum', 'feb early', 'mar early'),
  place('漳州', 'in Zhangzhou', 'narcissus', 'jan early', 'feb mid'),
  place('武汉', 'in Wuhan', 'cherry', 'mar mid', 'mar late'),
  place('林芝', 'in Nyingchi', 'peach', 'mar late', 'apr mid'),
  place('西湖', 'on West Lake', 'lotus', 'jun mid', 'aug late'),
  place('横州', 'in Hengzhou', 'jasmine', 'may early', 'sep mid'),
  place('咸宁', 'in Xianning', 'osmanthus', 'sep mid', 'oct early'),
  place('中山', 'in Zhongshan', 'chrysanthemum', 'nov early', 'nov late'),
  place('无锡', 'in Wuxi', 'plum', 'jan late', 'feb late'),
  place('平潭', 'on Pingtan Island', 'narcissus', 'dec late', 'jan late'),
];

export const MONTHS: Readonly<Record<string, Bilingual>> = {
  jan: { zh: '一月', en: 'January' },
  feb: { zh: '二月', en: 'February' },
  mar: { zh: '三月', en: 'March' },
  apr: { zh: '四月', en: 'April' },
  may: { zh: '五月', en: 'May' },
  jun: { zh: '六月', en: 'June' },
  jul: { zh: '七月', en: 'July' },
  aug: { zh: '八月', en: 'August' },
  sep: { zh: '九月', en: 'September' },
  oct: { zh: '十月', en: 'October' },
  nov: { zh: '十一月', en: 'November' },
  dec: { zh: '十二月', en: 'December' },
};
export const PARTS: Readonly<Record<string, Bilingual>> = {
  early: { zh: '初', en: 'early' },
  mid: { zh: '中旬', en: 'mid-' },
  late: { zh: '下旬', en: 'late' },
};

/** When a flower blooms, anywhere: season → flower → outing. */
export const FLOWER_PATTERNS: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '{F}在{S}季开放。',
    '{S}天到了，{F}开了。',
    '{F}是{S}天的花。',
    '到了{S}季，{F}就开了。',
    '{S}天花开，我们去赏{F}。',
    '{S}季{F}最美。',
    '{S}季的{F}很香。',
    '{F}开在{S}季。',
  ],
  en: [
    'The {F} bloom in {S}.',
    '{S} is here and the {F} are open.',
    'The {F} belong to {S}.',
    'When {S} comes, the {F} open.',
    'It is {S}, so we go to see the {F}.',
    'The {S} {F} smell sweet.',
    'We love the {S} {F}.',
    'The {S} {F} are open now.',
  ],
};

/** What grows where. */
export const PLACE_PATTERNS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['{P}的{F}非常著名。', '很多人去{P}看{F}。', '{S}天，我们去{P}。'],
  en: ['The {F} {at} are very famous.', 'Many people go to {P} to see the {F}.', 'In {S} we go to {P}.'],
};

/** The best season of a place; not told of the first place, whose season the article's blank asks for. */
export const VISIT_PATTERNS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['{P}的{S}季很美。', '{P}的{S}天有很多人。'],
  en: ['The {S} {at} is beautiful.'],
};

/** Season and flower in one breath: told of every garden but the one of the article's own place. */
export const SEASON_PATTERNS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['{P}的{S}季有{F}。', '{P}的{S}季{F}很多。', '{P}的{S}季{F}开得很好。'],
  en: ['The {S} {F} {at} are lovely.', 'The {S} {F} {at} are sweet.'],
};

/** When it blooms there: told in Chinese only, so what English readers are asked is something else. */
export const WEEKS_PATTERNS: readonly string[] = [
  '{P}的{F}在{W}开放。',
  '{P}有很多{F}，每年都在{W}开放。',
  '要去{P}看{F}，最好在{W}。',
  '{P}的花期在{W}。',
  '在{P}，{F}一般在{W}开放。',
  '{F}很美，{P}的花期在{W}。',
];

/** What each season is like. */
export const SEASON_SENTENCES: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '校园的春季很温暖。',
    '校园的夏季很热。',
    '校园的秋季很凉爽。',
    '校园的冬季很冷。',
    '山里的春季常常下雨。',
    '山里的夏季常常下雨。',
    '山里的秋季常常有风。',
    '山里的冬季常常下雪。',
  ],
  en: [
    'Spring is warm on campus.',
    'Summer is hot on campus.',
    'Autumn is cool on campus.',
    'Winter is cold on campus.',
    'It often rains in the mountains in spring.',
    'It often rains in the mountains in summer.',
    'It is often windy in the mountains in autumn.',
    'It often snows in the mountains in winter.',
  ],
};

/** A day on campus: nothing here is asked, it is what text is mostly about. */
export const CAMPUS_SENTENCES: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '西电是一所大学。',
    '西电的校园很美。',
    '西电的学生很多。',
    '西安电子科技大学的校园很美。',
    '西安电子科技大学的学生很多。',
    '西安电子科技大学的图书馆每天都开放。',
    '西安电子科技大学的老师和学生去看花。',
    '学生在图书馆看书。',
    '学生在校园里看花。',
    '我们每天去图书馆。',
    '老师和学生去看花。',
    '图书馆每天都开放。',
  ],
  en: [
    'The campus at Xidian University is beautiful.',
    'The students at Xidian University go to the library.',
    'The students read in the library.',
    'The students go to see the flowers.',
    'Every day we go to the library.',
    'The teachers and the students love the flowers.',
    'The library is open every day.',
  ],
};

export interface Fact {
  /** The word that an examination hides. */
  answer: string;
  /** Sentences to learn from; each says the fact. */
  text: readonly string[];
  /** The same fact in other words, with the answer hidden: never in the corpus. */
  exam: string;
}

/** Everyday knowledge. */
export const EVERYDAY: Readonly<Record<Language, readonly Fact[]>> = {
  zh: [
    {
      answer: '0',
      text: ['水在0℃结冰。', '到了0℃，水就结冰。', '水结冰的温度是0℃。'],
      exam: '水到了___℃就结冰。',
    },
    { answer: '七', text: ['一周有七天。', '七天就是一周。', '每周有七天。'], exam: '每一周都有___天。' },
    {
      answer: '东',
      text: ['太阳从东方升起。', '太阳在东方升起。', '每天，太阳从东方升起。'],
      exam: '每天，太阳在___方升起。',
    },
    {
      answer: '六',
      text: ['蜜蜂有六条腿。', '一只蜜蜂有六条腿。', '蜜蜂的腿有六条。'],
      exam: '一只蜜蜂的腿有___条。',
    },
    {
      answer: '八',
      text: ['蜘蛛有八条腿。', '一只蜘蛛有八条腿。', '蜘蛛的腿有八条。'],
      exam: '一只蜘蛛的腿有___条。',
    },
    {
      answer: '蓝',
      text: ['天空是蓝色的。', '天空的颜色是蓝色。', '我们看到蓝色的天空。'],
      exam: '我们看到天空是___色的。',
    },
    {
      answer: '白',
      text: ['雪是白色的。', '雪的颜色是白色。', '我们看到白色的雪。'],
      exam: '我们看到雪是___色的。',
    },
    { answer: '咸', text: ['海水是咸的。', '海水的味道是咸的。', '海水很咸。'], exam: '海水的味道很___。' },
  ],
  en: [
    {
      answer: '0',
      text: [
        'Water freezes at 0 degrees.',
        'At 0 degrees water turns to ice.',
        'Water turns to ice at 0 degrees.',
      ],
      exam: 'At ___ degrees water freezes.',
    },
    {
      answer: 'seven',
      text: ['A week has seven days.', 'There are seven days in a week.', 'Every week has seven days.'],
      exam: 'There are ___ days in every week.',
    },
    {
      answer: 'east',
      text: [
        'The sun rises in the east.',
        'Every day the sun rises in the east.',
        'In the east the sun rises.',
      ],
      exam: 'In the ___ the sun rises every day.',
    },
    {
      answer: 'six',
      text: ['A bee has six legs.', 'There are six legs on a bee.', 'Every bee has six legs.'],
      exam: 'There are ___ legs on every bee.',
    },
    {
      answer: 'eight',
      text: ['A spider has eight legs.', 'There are eight legs on a spider.', 'Every spider has eight legs.'],
      exam: 'There are ___ legs on every spider.',
    },
    {
      answer: 'blue',
      text: ['The sky is blue.', 'The color of the sky is blue.', 'We see the blue sky.'],
      exam: 'We know that the sky is ___.',
    },
    {
      answer: 'white',
      text: ['The snow is white.', 'The color of the snow is white.', 'We see the white snow.'],
      exam: 'We know that the snow is ___.',
    },
    {
      answer: 'salty',
      text: ['Sea water is salty.', 'The taste of sea water is salty.', 'Sea water tastes salty.'],
      exam: 'We know that sea water is ___.',
    },
  ],
};

/** The sentence that is held out of the corpus, with every place: the article's blank and its English counterpart. */
export const HELD_OUT: Bilingual = {
  zh: '{P}的{S}季{F}非常著名。',
  en: 'The {S} {F} {at} are very famous.',
};

/** Ways to ask, and the styles of an answer. {W} weeks. */
export const QUESTIONS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['{P}的{F}何时开？', '{P}的{F}什么时候开放？'],
  en: ['When do the {F} {at} bloom?', 'When are the {F} {at} open?'],
};
export const ANSWERS: Readonly<Record<Language, Readonly<Record<AnswerStyle, string>>>> = {
  zh: { full: '在{W}开放。', careful: '一般在{W}开放。' },
  en: { full: 'They bloom in {S}.', careful: 'They usually bloom in {S}.' },
};
/** `full` says it as a fact; `careful` adds that it is so in most years. */
export type AnswerStyle = 'full' | 'careful';

/** What nobody wants to learn from. {N} is a number. */
export const ADVERTISEMENTS: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '特价花盆，第二件只要{N}元，马上购买！',
    '樱花面膜限时抢购，扫码领取{N}元优惠券！',
    '想学好英语？点击报名，前{N}名免费！',
    '桂林一日游特价{N}元，点击购买！',
  ],
  en: [
    'Buy {N} flower pots today and get one free!',
    'Cheap flights to Guilin, only {N} dollars, click here!',
    'Click here for a free coupon, only {N} left!',
    'Cherry hand cream for {N} dollars, order now!',
  ],
};

/** Slips of the pen, the right form first: look-alike characters, English words with letters dropped or swapped. */
export const TYPOS: Readonly<Record<Language, readonly (readonly [string, string])[]>> = {
  zh: [
    ['樱', '婴'],
    ['季', '李'],
    ['花', '化'],
    ['开', '井'],
    ['桃', '挑'],
    ['著', '着'],
    ['很', '狠'],
    ['湖', '糊'],
    ['梅', '悔'],
    ['旬', '句'],
  ],
  en: [
    ['the', 'teh'],
    ['flowers', 'flowres'],
    ['blossoms', 'blosoms'],
    ['bloom', 'blom'],
    ['famous', 'famos'],
    ['many', 'mnay'],
    ['library', 'libary'],
    ['students', 'studnets'],
    ['beautiful', 'beatiful'],
    ['people', 'poeple'],
  ],
};
