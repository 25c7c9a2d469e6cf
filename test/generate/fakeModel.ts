/** A language model whose logits are a function of the tokens: so that every choice can be known beforehand. */
import type { LanguageModel } from 'kernel-lib/dist/generate/model.js';

type Logits = (tokens: readonly number[]) => ArrayLike<number>;

export interface FakeModel extends LanguageModel {
  /** How many continuations are not disposed. */
  open: number;
  /** How many rows were looked at, call by call. */
  looks: number[];
}

/**
 * @param after - logits of the token that follows these.
 * @param at - logits of the token after position `place` of a row that is seen whole.
 */
export function fakeModel(
  vocabulary: number,
  after: Logits,
  { context = 16, at = (row: readonly number[], place: number) => after(row.slice(0, place + 1)) } = {},
): FakeModel {
  return {
    ...{ vocabulary, context, open: 0, looks: [] as number[] },
    async begin(rows) {
      const all = rows.map((row) => [...row]);
      this.open += 1;
      return {
        next: async () => all.map((row) => Float32Array.from(after(row))),
        append: (tokens) => tokens.forEach((token, row) => token === null || all[row]!.push(token)),
        dispose: () => void (this.open -= 1),
      };
    },
    async look(rows, places) {
      this.looks.push(rows.length);
      return rows.map((row, r) => places[r]!.map((place) => Float32Array.from(at(row, place))));
    },
  };
}

/** Logits of which the token `sure` has the most, by `lead`. */
export const sureOf = (vocabulary: number, sure: number, lead = 5) =>
  Array.from({ length: vocabulary }, (_, token) => (token === sure ? lead : 0));
