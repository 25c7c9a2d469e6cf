/** What all of generation refuses. */
import { UserError } from '../errors.js';
import { shown } from '../options.js';
import type { LanguageModel } from './model.js';

/** Rows of whole numbers below the vocabulary, none empty, none longer than the context. */
export function checkRows(
  who: string,
  { vocabulary, context }: Pick<LanguageModel, 'vocabulary' | 'context'>,
  rows: readonly ArrayLike<number>[],
): void {
  if (
    !Array.isArray(rows) ||
    !rows.every((row) => typeof row === 'object' && row !== null && 'length' in row)
  ) {
    throw new UserError(`${who}: it takes a list of rows, each a list of tokens, got ${shown(rows)}.`);
  }
  rows.forEach((row, place) => {
    const which = rows.length === 1 ? 'The row' : `Row ${place}`;
    if (row.length === 0)
      throw new UserError(`${who}: ${which} is empty; give it at least one token, such as [BOS].`);
    if (row.length > context) {
      throw new UserError(
        `${who}: ${which} has ${row.length} tokens, the model's context is ${context}; shorten it by ${row.length - context}.`,
      );
    }
    for (let i = 0; i < row.length; i++) {
      const token = row[i]!;
      if (Number.isInteger(token) && token >= 0 && token < vocabulary) continue;
      throw new UserError(
        `${who}: ${which} has ${shown(token)} at place ${i}; tokens are 0 to ${vocabulary - 1}.`,
      );
    }
  });
}
