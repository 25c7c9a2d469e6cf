/** The language of one line: by its script, and among those in Latin letters by function words. Says nothing in doubt. */

/** Frequent function words of each; one that several share speaks for all of them. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the of and to is that for it as was with be by on not he his but at are this have from or had they which you were her all she there would their we him been has when who will more no if out so what up about into than them can only other some could these two may then do any my now such like our over me even in an us most between through after before down off its says here how each both under',
  de: 'der die das und ist nicht ein eine einen dem den des mit auf für von zu sich auch als wir ich sie er es wird sind war haben wurde noch nach wie aus bei oder kann immer in am im vom zum zur aber nur jeden jede uns mein ihre seine an um bis',
  fr: 'le les des est une dans qui que pour pas sur avec ce il elle nous vous ils sont au aux du par plus mais ou où cette ses leur été très sa son chaque la de en un et tout nos chez sans sous depuis entre jamais toujours comme quand après avant',
  es: 'el los las del que es una por con para se no su como más pero sus este ya está muy hay cuando nos siempre hasta sobre todos desde qué ayer la de en un al lo mi entre sin tiene cada años donde mucho bien lleva vamos sabe',
  it: 'il lo gli le della dei che è una per con non si sono del nel alla ha più ma anche come sua suo questo dalla tutti sempre ieri delle nella la di in un al sul sulla tra fra dal ogni ancora mio mia ci da ed',
  pt: 'o os as do da dos das que é uma um para com não se no na mais como mas foi ao ele ela são seu sua já está muito à minha nos ontem pelo de em pela sem entre sobre cada anos nas aos até quando',
  nl: 'het een van en is dat niet te zijn op met voor die er maar ook aan bij om naar dan wat wij zij hij ze worden heeft geen deze de in wordt haar onze',
  pl: 'i w nie na się z do jest że to o jak ale po co tak za od jego są czy przez już był tylko tym lub gdy ich bardzo oraz',
  sv: 'och att det som en på är av för den med till inte har de ett om men var från vi så kan när alla efter under över',
  tr: 've bir bu için ile de da çok daha olan gibi ama ne kadar sonra en o her şey değil',
  vi: 'và của là các có được cho không một trong những người với này đã khi để về như',
  id: 'yang dan di dengan untuk dari ini itu tidak pada adalah ke dalam akan saya oleh bisa ada juga',
};

const wordLanguages = new Map<string, string[]>();
for (const [language, words] of Object.entries(WORDS)) {
  for (const word of words.split(' '))
    wordLanguages.set(word, [...(wordLanguages.get(word) ?? []), language]);
}

/** Scripts that tell a language, or nearly; ranges of code units. */
const SCRIPTS: readonly (readonly [from: number, to: number, script: string])[] = [
  [0x0370, 0x03ff, 'el'],
  [0x0400, 0x052f, 'ru'],
  [0x0530, 0x058f, 'hy'],
  [0x0590, 0x05ff, 'he'],
  [0x0600, 0x06ff, 'ar'],
  [0x0900, 0x097f, 'hi'],
  [0x0980, 0x09ff, 'bn'],
  [0x0b80, 0x0bff, 'ta'],
  [0x0e00, 0x0e7f, 'th'],
  [0x10a0, 0x10ff, 'ka'],
  [0x1100, 0x11ff, 'ko'],
  [0x3040, 0x30ff, 'ja'],
  [0x3400, 0x9fff, 'zh'],
  [0xac00, 0xd7af, 'ko'],
];
const LATIN = /[a-z\u00c0-\u024f\u1e00-\u1eff]/i;

const scriptOf: readonly (string | undefined)[] = Array.from({ length: 65536 }, (_, unit) => {
  const found = SCRIPTS.find(([from, to]) => unit >= from && unit <= to);
  return found?.[2] ?? (LATIN.test(String.fromCharCode(unit)) ? 'latin' : undefined);
});

/** ISO 639-1, or undefined where the line does not tell. @param line - at most 2,000 characters of it are looked at. */
export function languageOfLine(line: string): string | undefined {
  const text = line.slice(0, 2000);
  const counts = new Map<string, number>();
  let letters = 0;
  for (let i = 0; i < text.length; i++) {
    const script = scriptOf[text.charCodeAt(i)];
    if (script === undefined) continue;
    // A Han or Hangul sign says about as much as three letters.
    const weight = script === 'zh' || script === 'ko' || script === 'ja' ? 3 : 1;
    letters += weight;
    counts.set(script, (counts.get(script) ?? 0) + weight);
  }
  if (letters < 6) return undefined;
  // Japanese is written with Han and kana: a tenth of kana tells it.
  if ((counts.get('ja') ?? 0) > 0.1 * letters) return 'ja';
  const [script, most] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  if (most < 0.6 * letters) return undefined;
  return script === 'latin' ? languageOfWords(text) : script;
}

/** English needs no proof; another language needs three different words, twice as many as English has. */
function languageOfWords(text: string): string | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 6) return undefined;
  const votes = new Map<string, number>();
  for (const word of new Set(words)) {
    for (const language of wordLanguages.get(word) ?? []) {
      votes.set(language, (votes.get(language) ?? 0) + 1);
    }
  }
  if (votes.size === 0) return undefined;
  const [language, most] = [...votes].reduce((best, one) => (one[1] > best[1] ? one : best));
  if (language === 'en') return 'en';
  return most >= 3 && most >= 2 * (votes.get('en') ?? 0) ? language : undefined;
}
