/** A page of the world before anything goes wrong with it: clean text, and which facts it states. */

export type Language = 'en' | 'zh';

/** What a document is about; the curriculum chooses by it. */
export type DocumentKind =
  /** One person, all attributes, full name in every sentence. */
  | 'person'
  /** The sentences of two people, interleaved. */
  | 'people'
  /** Everyday facts: "water freezes at 0 °C". */
  | 'everyday'
  /** Seasons, flowers, outings; the article's own sentences. */
  | 'season'
  /** Dormitories, districts, buildings, the city. */
  | 'place'
  /** A month's news of the campus. */
  | 'news'
  | 'medical'
  | 'legal'
  /** People at work: the bias cue. Only where it is asked for. */
  | 'work';

/** One sentence and the facts it states. */
export interface WorldSentence {
  text: string;
  /** `subject/attribute=value`, for example `p017/dorm=d3`; empty where nothing is stated that anybody asks. */
  facts: readonly string[];
}

export interface WorldDocument {
  /** Unique in the world; the same for the same tables, seed and position. */
  id: string;
  kind: DocumentKind;
  language: Language;
  title: string;
  sentences: readonly WorldSentence[];
  /** Ids of the people it is about. */
  people: readonly string[];
}

/** The sentences as one text: English ones joined by a space, Chinese ones by nothing. */
export function textOf({ language, sentences }: Pick<WorldDocument, 'language' | 'sentences'>): string {
  return sentences.map(({ text }) => text).join(language === 'en' ? ' ' : '');
}
