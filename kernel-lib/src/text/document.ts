/** A text as the school's documents hold it. */

/**
 * A space before a first Latin letter: the first word is then the same token as in the middle of a text, and what was
 * learnt there counts here (GPT-2's `add_prefix_space`). Other texts stay as they are.
 */
export const asDocument = (text: string): string => (/^\p{Script=Latin}/u.test(text) ? ` ${text}` : text);
