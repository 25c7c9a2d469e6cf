/** How a model goes on with texts that it does not know: the same three beginnings at every look. */
import type { Shards } from '../../corpus/pack/shards.js';
import { continueTokens, textOfTokens } from '../../generate/continuation.js';
import { ofModel } from '../../generate/network.js';
import type { Model } from '../../nn/model.js';
import { seededRandom } from '../../random.js';
import type { Tokenizer } from '../../text/bpe/tokenizer.js';

export interface Sample {
  /** The beginning of a document. */
  before: string;
  /** What the model wrote. */
  after: string;
}

const SAMPLES = 3;
/** Tokens of the document that are shown to the model, and tokens that it writes. */
const SHOWN = 12;
const WRITTEN = 40;
const SAMPLING = { temperature: 0.8, topP: 0.95 };

/** @returns a function of the step, always the same for the same weights and step. */
export function continuationsOf(
  model: Model,
  tokenizer: Tokenizer,
  shards: Shards,
  seed: number,
): (step: number) => Promise<Sample[]> {
  const beginnings = beginningsOf(shards);
  return async (step) => {
    const random = seededRandom(seed * 1_000_003 + step);
    const samples: Sample[] = [];
    for (const tokens of beginnings) {
      const options = { ...SAMPLING, random, maxTokens: WRITTEN };
      const made = await continueTokens(ofModel(model), tokens, options);
      samples.push({ before: textOfTokens(tokenizer, tokens), after: textOfTokens(tokenizer, made) });
    }
    return samples;
  };
}

function beginningsOf(shards: Shards): number[][] {
  const found: number[][] = [];
  for (let i = 0; i < shards.documents && found.length < SAMPLES; i++) {
    const shown = Math.min(SHOWN, Math.floor(shards.lengthOf(i) / 2));
    if (shown > 0) found.push([...shards.tokensOf(i).subarray(0, shown)]);
  }
  return found;
}
