import assert from 'node:assert/strict';
import { guessLanguage } from 'kernel-lib/dist/corpus/normalise/language.js';

/** Written for this test: two sentences of everyday life in each language. */
const labelled: Record<string, string[]> = {
  en: [
    'The library opens at eight, and the quiet tables by the window are taken first.',
    'My sister moved to a small town near the coast, where she teaches music.',
    'Water boils at a lower temperature high up in the mountains.',
  ],
  zh: [
    '图书馆八点开门，窗边的座位最先坐满。',
    '春天来了，湖边的樱花都开了。',
    '圖書館八點開門，窗邊的座位最先坐滿。',
  ],
  ja: ['図書館は八時に開き、窓側の席から埋まっていきます。', '春になると湖のほとりで桜が咲く。'],
  ko: ['도서관은 여덟 시에 문을 열고 창가 자리가 먼저 찹니다.', '봄이 오면 호숫가에 벚꽃이 핀다.'],
  fr: [
    'La bibliothèque ouvre à huit heures et les places près de la fenêtre partent en premier.',
    'Ma sœur habite une petite ville au bord de la mer, où elle enseigne la musique.',
  ],
  de: [
    'Die Bibliothek öffnet um acht, und die Plätze am Fenster sind zuerst besetzt.',
    'Meine Schwester ist in eine kleine Stadt an der Küste gezogen und unterrichtet dort Musik.',
  ],
  es: [
    'La biblioteca abre a las ocho y los asientos junto a la ventana se ocupan primero.',
    'Mi hermana se mudó a un pueblo cerca de la costa, donde enseña música.',
  ],
  ru: [
    'Библиотека открывается в восемь, и места у окна занимают первыми.',
    'Моя сестра переехала в маленький город у моря и преподаёт там музыку.',
  ],
  it: [
    'La biblioteca apre alle otto e i posti vicino alla finestra sono i primi a riempirsi.',
    'Mia sorella si è trasferita in una piccola città sul mare, dove insegna musica.',
  ],
  pt: [
    'A biblioteca abre às oito e os lugares junto à janela são os primeiros a encher.',
    'A minha irmã mudou-se para uma pequena cidade perto da costa, onde ensina música.',
  ],
  nl: [
    'De bibliotheek gaat om acht uur open en de plaatsen bij het raam zijn het eerst bezet.',
    'Mijn zus is verhuisd naar een klein stadje aan de kust, waar ze muziekles geeft.',
  ],
  pl: [
    'Biblioteka otwiera się o ósmej, a miejsca przy oknie zajmowane są jako pierwsze.',
    'Moja siostra przeprowadziła się do małego miasta nad morzem, gdzie uczy muzyki.',
  ],
  sv: ['Biblioteket öppnar klockan åtta och platserna vid fönstret blir upptagna först.'],
  tr: ['Kütüphane saat sekizde açılıyor ve pencere kenarındaki yerler önce doluyor.'],
  vi: ['Thư viện mở cửa lúc tám giờ và những chỗ ngồi cạnh cửa sổ luôn hết trước.'],
  ar: ['تفتح المكتبة أبوابها في الثامنة وتمتلئ المقاعد القريبة من النافذة أولا.'],
  el: ['Η βιβλιοθήκη ανοίγει στις οκτώ και οι θέσεις δίπλα στο παράθυρο γεμίζουν πρώτες.'],
};

describe('guessing the language', () => {
  for (const [language, texts] of Object.entries(labelled))
    it(`knows ${language} from one sentence`, () => {
      for (const text of texts) assert.equal(guessLanguage(text), language, text);
    });

  it('decides a mixture by its larger part, and Chinese with English names is Chinese', () => {
    assert.equal(guessLanguage('他在 Microsoft 和 Google 工作过，现在回到大学教书，学生都很喜欢他。'), 'zh');
    assert.equal(guessLanguage(`${labelled['en']!.join(' ')} (樱花)`), 'en');
  });

  it('says nothing about what is too short or no language', () => {
    for (const text of [
      '',
      'Ok',
      'Maria',
      '12345 67890 !!!',
      '😀😀😀😀😀😀',
      '。',
      '樱',
      '== 3.5 | 7.1 ==',
      '\uFFFD\uFFFD',
    ])
      assert.equal(guessLanguage(text), 'und', text);
  });
});
