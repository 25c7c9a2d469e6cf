'use strict';

const FILTER = 'findAdvertisements';
const textsOf = (judged) => judged.map((one) => one.text);

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];

/** Slots: $B a brand, $G goods, $P a price, $D a percentage, $N a name, $L a place. */
const WORDS = {
  en: {
    G: [
      'bicycles',
      'notebooks',
      'headphones',
      'jackets',
      'tea',
      'backpacks',
      'kettles',
      'glasses',
      'pens',
      'pillows',
    ],
    N: ['Li Wei', 'Anna', 'Professor Chen', 'Tom', 'Wang Fang', 'Doctor Sun', 'Maria', 'Zhao Lei'],
    L: [
      'the library',
      'the east gate',
      'the lake',
      'the old town',
      'the laboratory',
      'the sports ground',
      'the museum',
    ],
    openers: [
      'The big sale of the year: save on $G in our shop!',
      'Last chance to save: the sale of $G ends on Sunday.',
      'New in our online shop: $B $G at a low price.',
      'A special offer for students, in the shop and online.',
      'Hurry, the sale in our shop ends in two days!',
      'The best prices in the city: order in our online shop.',
      'Do not miss the offer of the week: $G at the lowest price.',
      'Our shop celebrates with a sale, and you save.',
      'Are you looking for cheap $G? Our shop has the best offer.',
      'Only today: a special offer, $B $G at half the price.',
    ],
    middles: [
      'Buy $B $G and save $D % of the price.',
      'Buy two at the price of one, delivery is free.',
      'Order $G for only $P yuan, the lowest price in the city.',
      'Free delivery on every order from our online shop.',
      'Save $D % on the price of all $G in the shop.',
      'Our $G are cheaper than in any other shop, and delivery is free.',
      'Order today and get a free gift from our shop.',
      'Buy more and save more: $D % off every second order.',
      'The best $G for only $P yuan, a special price.',
      'The quality is the best, the price is low, delivery is free.',
      'Get $G at a special price with every order.',
    ],
    calls: [
      'Order online today and save!',
      'Click here to buy at the best price.',
      'Visit our shop and save.',
      'Call us now to order at this price.',
      'The special offer ends on Sunday, so order now.',
      'Get the best offer today, only in our shop!',
      'Send us a message and save $D % on every order.',
      'Buy now and pay later, delivery is free.',
    ],
    honest: [
      '$N studies chemistry and lives near $L.',
      'The cherry trees at $L bloom in April.',
      'A ticket for the concert costs $P yuan.',
      'Everybody may walk around $L, and it is free.',
      '$N opened a small shop for old books near $L.',
      'On Sunday we walked from $L to the river!',
      'The experiment shows that water freezes at 0 degrees.',
      'Readers order a book at the desk and wait an hour.',
      'About $D % of the students come from other cities.',
      '$N wrote a long letter about the winter.',
      'What a view from $L in the morning!',
      'The price of rice rose by $D % in that year.',
      'In spring the swallows return to $L.',
      'The lecture of $N is about the history of printing.',
      'The ending of the story surprised $N.',
      'They buy vegetables at the market near $L.',
      'Today the dormitory is quiet, for the examinations begin.',
      'The museum keeps $G from a hundred years ago.',
    ],
    between: ' ',
  },
  zh: {
    G: ['自行车', '笔记本', '耳机', '外套', '茶叶', '书包', '水壶', '眼镜', '钢笔', '枕头'],
    N: ['李伟', '安娜', '陈教授', '王芳', '孙医生', '赵磊', '周敏', '玛丽'],
    L: ['图书馆', '东门', '湖边', '老城', '实验室', '操场', '博物馆'],
    openers: [
      '本店大促销，全场优惠！',
      '优惠的最后机会，$G特价促销。',
      '本店新品特价：$B$G，欢迎选购。',
      '学生专享优惠，全场特价。',
      '赶快下单，优惠周日截止！',
      '全城最低价，本店包邮促销。',
      '$G特价优惠，不要错过，欢迎下单。',
      '本店店庆大促销，下单优惠多。',
      '想买便宜的$G吗？本店特价包邮。',
      '今日特价，$B$G大优惠，欢迎抢购。',
    ],
    middles: [
      '$B$G特价，下单优惠百分之$D。',
      '买二送一，全场包邮，送完为止。',
      '$G特价$P元，全城最低价。',
      '每单包邮，优惠到家，欢迎选购。',
      '全场$G优惠百分之$D，欢迎抢购。',
      '本店$G价格最低，下单包邮。',
      '立即下单，本店送礼品。',
      '第二单优惠百分之$D，多买多省。',
      '特价$G，本店只卖$P元。',
      '质量好，价格低，下单就送，全场包邮。',
      '购买$G送优惠券，本店包邮。',
    ],
    calls: [
      '马上下单，优惠多多！',
      '点击购买，全场包邮。',
      '欢迎光临本店选购。',
      '立即下单，特价购买。',
      '优惠周日截止，欢迎抢购。',
      '快来本店抢购特价$G！',
      '现在下单，再优惠百分之$D。',
      '先买后付，包邮到家，放心下单。',
    ],
    honest: [
      '$N学化学，住在$L附近。',
      '$L的樱花四月开。',
      '音乐会的票价是$P元。',
      '大家都可以去$L散步，不收钱。',
      '$N在$L旁边开了一家旧书店。',
      '星期天我们从$L走到了河边！',
      '实验表明水在零度结冰。',
      '读者在服务台借书，要等一个小时。',
      '百分之$D的学生来自别的城市。',
      '$N写了一封长信，讲冬天的事。',
      '早上从$L望出去，真美啊！',
      '那一年米的价格涨了百分之$D。',
      '春天燕子回到$L。',
      '$N的课讲印刷的历史。',
      '故事的结尾让$N很意外。',
      '他们在$L附近的市场买菜。',
      '今天宿舍很安静，考试开始了。',
      '博物馆里有一百年前的$G。',
    ],
    between: '',
  },
};

const SYLLABLES = { en: ['ka', 'lo', 'mi', 'zen', 'tor', 'vi', 'ba', 'quo'], zh: [...'凯洛米森托维巴柯'] };
const brandOf = (random, language) => {
  const text = Array.from({ length: 3 }, () => some(random, SYLLABLES[language])).join('');
  return text[0].toUpperCase() + text.slice(1);
};

const shuffled = (random, list) =>
  list
    .map((one) => [random(), one])
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);

/**
 * What examples and fresh pages are written with, drawn anew. Every second fresh advertisement has no sentence that an
 * example has; of the honest sentences examples miss a few.
 */
function drawWords(random, language) {
  const words = WORDS[language];
  const parts = Object.entries({ openers: 0.7, middles: 0.7, calls: 0.6, G: 0.5 }).map(([key, share]) => {
    const list = shuffled(random, words[key]);
    const count = Math.ceil(share * list.length);
    return [key, list.slice(0, count), list.slice(count)];
  });
  const part = (place) => Object.fromEntries(parts.map((one) => [one[0], one[place]]));
  const honest = shuffled(random, words.honest).slice(2);
  return [
    { ...words, ...part(1), honest },
    { ...words, unknown: { ...words, ...part(2) } },
  ];
}

function pageOf(random, language, words, isAdvertisement) {
  const fill = (sentence) =>
    sentence.replace(/\$([A-Z])/g, (_, slot) => {
      if (slot === 'B') return brandOf(random, language);
      if (slot === 'P') return String(5 + below(random, 200));
      return slot === 'D' ? String(5 * (1 + below(random, 14))) : some(random, words[slot]);
    });
  const several = (list, count) => shuffled(random, list).slice(0, count);
  const honest = several(words.honest, isAdvertisement ? below(random, 2) : 4 + below(random, 4));
  const sold = isAdvertisement
    ? [
        some(random, words.openers),
        ...several(words.middles, 2 + below(random, 3)),
        some(random, words.calls),
      ]
    : [];
  return [...honest, ...sold].map(fill).join(words.between);
}

/** Half advertisements, in any order. */
const pagesOf = (random, language, words, count) =>
  shuffled(
    random,
    Array.from({ length: count }, (_, i) => i % 2 === 0),
  ).map((isAdvertisement) => {
    const own = random() < 0.5 ? words : (words.unknown ?? words);
    return { text: pageOf(random, language, own, isAdvertisement), isAdvertisement };
  });

/** @param size - examples a language; `asked` - fresh pages a language. */
function task(random, size, asked) {
  const drawn = ['en', 'zh'].map((language) => {
    const [known, unknown] = drawWords(random, language);
    return {
      examples: pagesOf(random, language, known, size),
      fresh: pagesOf(random, language, unknown, asked),
    };
  });
  const examples = drawn.flatMap((one) => one.examples);
  return { examples: shuffled(random, examples), fresh: drawn.map(({ fresh }) => fresh) };
}

/** Among these pages: the share of advertisements that are found, and of honest pages that are lost. */
function measure(pages, verdicts) {
  const share = (wanted) => {
    const own = pages.flatMap(({ isAdvertisement }, i) => (isAdvertisement === wanted ? [verdicts[i]] : []));
    return own.filter((verdict) => verdict).length / own.length;
  };
  return { found: share(true), lost: share(false) };
}

module.exports = ({ describe, it, learner, learnerWithArguments, random, same, expect }) => {
  const ask = async () => {
    const { examples, fresh } = task(random, 120, 400);
    const [first, second] = random() < 0.5 ? fresh : [...fresh].reverse();
    const pages = [...first, ...second];
    const verdicts = await learner(FILTER, examples, textsOf(pages));
    expect(Array.isArray(verdicts) && verdicts.length === pages.length, 'one verdict a page');
    expect(
      verdicts.every((verdict) => typeof verdict === 'boolean'),
      'true or false',
    );
    const [one, other] = [measure(first, verdicts.slice(0, 400)), measure(second, verdicts.slice(400))];
    return fresh[0] === first ? { en: one, zh: other } : { en: other, zh: one };
  };

  const names = { en: 'English', zh: 'Chinese' };
  for (const language of ['en', 'zh']) {
    const name = names[language];
    describe(name, { seconds: 20 }, () => {
      it(
        'finds advertisements and keeps honest pages',
        {
          tell: `In ${name} fewer than 95 % of the advertisements were found, or more than 2 % of the honest pages were lost.`,
          weight: 3,
        },
        async () => {
          const { found, lost } = (await ask())[language];
          expect(found >= 0.95 && lost <= 0.02, `found ${found}, lost ${lost}`);
        },
      );
    });
  }

  describe('pages', { seconds: 20 }, () => {
    it(
      'each by itself',
      { tell: 'The verdict on a page must not hang on which other pages are asked.' },
      async () => {
        const { examples, fresh } = task(random, 60, 10);
        const pages = textsOf(fresh.flat());
        const all = await learner(FILTER, examples, pages);
        expect(Array.isArray(all) && all.length === pages.length);
        for (const verdict of [true, false]) {
          const few = pages.filter((_, i) => all[i] === verdict);
          same(
            await learner(FILTER, examples, few),
            few.map(() => verdict),
          );
        }
        same(await learner(FILTER, examples, []), []);
      },
    );
    it('leaves its input', { tell: 'Examples or pages have changed after the call.' }, async () => {
      const { examples, fresh } = task(random, 20, 4);
      const call = [FILTER, examples, textsOf(fresh.flat())];
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = ({ random }) => {
  const { examples, fresh } = task(random, 30, 6);
  return [FILTER, examples, textsOf(fresh.flat())];
};
module.exports.calibration = { task, measure };
