import { UserError } from '../../errors.js';
import type { Span } from '../document.js';

/** Where a token stands in the text: UTF-16 offsets, end exclusive. */
export interface TokenPlace {
  start: number;
  end: number;
}

/** What the marks of a text say of each of its tokens. */
export interface TokenFeatures {
  /** 0 for none, else 1 + the place of the mark's label in `classes`. */
  classIds: Int32Array;
  /** 0 for none, else 1 + the number of the mark: tokens of one mark have the same, so that they are masked together. */
  spanIds: Int32Array;
}

/**
 * The marks of a text on its token stream: a token that touches a mark has its class, because 5 to 8 in 100 marks do not
 * end where a token ends. Where it touches two marks, the first counts. Marks with other labels are left out.
 * @param tokens - in order, without overlap. @param spans - in order of their start.
 */
export function featuresOfTokens(
  tokens: readonly TokenPlace[],
  spans: readonly Span[],
  classes: readonly string[],
): TokenFeatures {
  const classIds = new Int32Array(tokens.length);
  const spanIds = new Int32Array(tokens.length);
  let token = 0;
  let before = 0;
  spans.forEach(({ start, end, label }, i) => {
    if (start < before)
      throw new UserError(`featuresOfTokens: mark ${i + 1} begins before the one before it.`);
    before = start;
    const id = 1 + classes.indexOf(label);
    while (token < tokens.length && tokens[token]!.end <= start) token++;
    for (let at = token; at < tokens.length && tokens[at]!.start < end; at++) {
      if (id === 0 || spanIds[at] !== 0) continue;
      classIds[at] = id;
      spanIds[at] = i + 1;
    }
  });
  return { classIds, spanIds };
}
