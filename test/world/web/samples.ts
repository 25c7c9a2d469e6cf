/** Documents like the world's, small and made here, so that the web is tested without it. */
import { textOf, type Language, type WorldDocument } from 'kernel-lib/dist/world/document';

const GIVEN = {
  en: ['Anna', 'Ben', 'Clara', 'David', 'Emma', 'Felix', 'Grace', 'Henry', 'Irene', 'Jonas'],
  zh: ['小雨', '明远', '思涵', '子轩', '雅文', '浩然', '佳宁', '志强', '静怡', '文博'],
};
const FAMILY = {
  en: ['Berg', 'Miller', 'Hughes', 'Novak', 'Reed', 'Stone', 'Fischer', 'Lane', 'Moreau', 'Park'],
  zh: ['王', '李', '张', '陈', '赵', '周', '吴', '郑', '孙', '林'],
};

/** Attribute: value in each language, and sentences with {N} name and {V} value. */
const ATTRIBUTES = [
  {
    attribute: 'dorm',
    values: { en: ['Maple House', 'River House', 'Hill House'], zh: ['枫楼', '河楼', '山楼'] },
    en: [
      '{N} has lived in {V} since the first week of the autumn term.',
      'If you look for {N}, ask at the door of {V} after supper.',
    ],
    zh: ['{N}从秋季学期的第一周起就住在{V}。', '晚饭以后要找{N}，可以去{V}门口问一问。'],
  },
  {
    attribute: 'major',
    values: { en: ['botany', 'history', 'physics', 'music'], zh: ['植物学', '历史', '物理', '音乐'] },
    en: [
      'Of all subjects in the catalogue, {N} chose {V} and never regretted it.',
      'The favourite lecture of {N} is an early one about {V}.',
    ],
    zh: ['在所有专业里，{N}选了{V}，而且从来没有后悔过。', '{N}最喜欢的课是一门关于{V}的早课。'],
  },
  {
    attribute: 'hobby',
    values: { en: ['rowing', 'chess', 'singing', 'painting'], zh: ['划船', '下棋', '唱歌', '画画'] },
    en: [
      'On free afternoons {N} can be found at {V} with two or three friends.',
      'Nothing makes {N} forget the time as easily as {V} does.',
    ],
    zh: ['空闲的下午，{N}常常和两三个朋友一起{V}。', '没有什么比{V}更能让{N}忘记时间。'],
  },
  {
    attribute: 'home',
    values: { en: ['Guilin', 'Xiamen', 'Harbin', 'Lhasa'], zh: ['桂林', '厦门', '哈尔滨', '拉萨'] },
    en: [
      'Every winter the long train brings {N} back to {V} for the holidays.',
      'The family of {N} runs a small tea shop in the old town of {V}.',
    ],
    zh: ['每年冬天，长长的列车把{N}带回{V}过节。', '{N}的家人在{V}的老城开了一家小茶馆。'],
  },
  {
    attribute: 'pet',
    values: { en: ['grey cat', 'small turtle', 'white rabbit'], zh: ['灰猫', '小乌龟', '白兔'] },
    en: [
      'A {V} waits behind the window whenever {N} comes home late.',
      'The neighbours know {N} by the {V} that sleeps on the balcony.',
    ],
    zh: ['每当{N}回来得晚，窗后总有一只{V}在等。', '邻居们认得{N}，是因为阳台上那只睡觉的{V}。'],
  },
];

/** Documents about one person each, English and Chinese in turn. */
export function* sampleDocuments(count: number): Generator<WorldDocument> {
  for (let k = 0; k < count; k++) yield sampleDocument(k);
}

function sampleDocument(k: number): WorldDocument {
  const language: Language = k % 2 === 0 ? 'en' : 'zh';
  const n = Math.floor(k / 2);
  const [given, family] = [GIVEN[language][n % 10]!, FAMILY[language][Math.floor(n / 10) % 10]!];
  const name = language === 'en' ? `${given} ${family}` : family + given;
  const sentences = ATTRIBUTES.map(({ attribute, values, ...patterns }, a) => {
    const value = values[language][(n * 7 + a * 3 + Math.floor(n / 3)) % values[language].length]!;
    const pattern = patterns[language][(n + a) % 2]!;
    const fact = `p${n}/${attribute}=${value}`;
    return { text: pattern.replace('{N}', name).replace('{V}', value), facts: [fact] };
  });
  const turned = [...sentences.slice(k % 5), ...sentences.slice(0, k % 5)];
  return { id: `d${k}`, kind: 'person', language, title: name, sentences: turned, people: [`p${n}`] };
}

export { textOf };
