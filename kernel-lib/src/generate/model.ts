/** What generation asks of a model. `ofModel` in `network.ts` answers with the course's network. */

export type Tokens = readonly number[];

export interface LanguageModel {
  readonly vocabulary: number;
  /** How many tokens a row may have. */
  readonly context: number;
  /**
   * Begins rows that go on token by token (causal: each token sees those before it). Dispose what it gives.
   * @param rows - none is empty; they may have different lengths.
   * @param longest - how many tokens a row will have at most.
   */
  begin(rows: readonly Tokens[], longest: number): Promise<Continuation>;
  /**
   * Logits at places of rows that are seen whole (bidirectional).
   * @param places - of each row, the positions whose logits are wanted.
   * @returns for each row, for each place, the logits [V] of the token *after* it.
   */
  look(rows: readonly Tokens[], places: readonly (readonly number[])[]): Promise<Float32Array[][]>;
}

export interface Continuation {
  /** For each row the logits [V] of its next token; of a row that is over, any. */
  next(): Promise<Float32Array[]>;
  /** One more token for each row, or null for a row that is over. */
  append(tokens: readonly (number | null)[]): void;
  dispose(): void;
}
