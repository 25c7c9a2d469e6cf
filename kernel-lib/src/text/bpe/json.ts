/** `tokenizer.json`, in the form that Hugging Face's `tokenizers` reads (0.20 and later: a merge is a list of two). */
import { UserError } from '../../errors.js';
import { shown } from '../../options.js';
import { FIRST_OTHER, firstTokens, SPECIAL_TOKENS, type Base } from './alphabet.js';
import { ONIGURUMA_PATTERN } from './classes.js';
import type { Merge } from './encoder.js';
import type { TokenizerParts } from './tokenizer.js';

/** What `tokenizer.json` holds. */
export interface TokenizerJson {
  version: '1.0';
  added_tokens: { id: number; content: string; special: true }[];
  pre_tokenizer: object;
  decoder: object;
  model: { type: 'BPE'; vocab: Record<string, number>; merges: [string, string][] };
  [rest: string]: unknown;
}

const SPLIT = {
  type: 'Split',
  pattern: { Regex: ONIGURUMA_PATTERN },
  behavior: 'Isolated',
  invert: false,
};
const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };

/** How each base cuts a text, and puts tokens together again. */
const PARTS: Record<Base, { pre_tokenizer: object; decoder: object }> = {
  characters: {
    pre_tokenizer: SPLIT,
    decoder: { type: 'Sequence', decoders: [{ type: 'ByteFallback' }, { type: 'Fuse' }] },
  },
  bytes: {
    pre_tokenizer: { type: 'Sequence', pretokenizers: [SPLIT, BYTE_LEVEL] },
    decoder: BYTE_LEVEL,
  },
};

export function tokenizerJson({ base, tokens, merges }: TokenizerParts): TokenizerJson {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKENS.map((content, id) => ({ id, content, ...flags, special: true as const })),
    normalizer: null,
    pre_tokenizer: PARTS[base].pre_tokenizer,
    post_processor: null,
    decoder: PARTS[base].decoder,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: base === 'characters',
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map(({ left, right }) => [tokens[left]!, tokens[right]!]),
    } as TokenizerJson['model'],
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The tokens by id: each id from 0 once. */
function readTokens(vocab: unknown, fail: (what: string) => never): string[] {
  if (!isObject(vocab)) return fail(`model.vocab must be an object, got ${shown(vocab)}`);
  const entries = Object.entries(vocab);
  const tokens = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [token, id] of entries) {
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= tokens.length)
      return fail(
        `the token ${shown(token)} has the id ${shown(id)}; the ids must be 0 to ${tokens.length - 1}`,
      );
    if (tokens[id as number] !== undefined) return fail(`two tokens have the id ${shown(id)}`);
    tokens[id as number] = token;
  }
  return tokens as string[];
}

function readMerges(merges: unknown, tokens: readonly string[], fail: (what: string) => never): Merge[] {
  if (!Array.isArray(merges)) return fail(`model.merges must be a list, got ${shown(merges)}`);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return merges.map((merge: unknown, rank) => {
    const [first, second] = Array.isArray(merge) && merge.length === 2 ? (merge as unknown[]) : [];
    if (typeof first !== 'string' || typeof second !== 'string')
      return fail(`merge ${rank} must be a list of two tokens, got ${shown(merge)}`);
    const [left, right, id] = [ids.get(first), ids.get(second), ids.get(first + second)];
    if (left === undefined || right === undefined || id === undefined || id < FIRST_OTHER)
      return fail(`merge ${rank}, ${shown(merge)}, has a part or a result that is no token`);
    return { left, right, id };
  });
}

/** Checks and reads. Throws a UserError that begins with `where`. */
export function readTokenizerJson(json: unknown, where: string): TokenizerParts {
  const fail = (what: string): never => {
    throw new UserError(
      `${where} is no tokenizer of this course: ${what}. Save it again with tokenizer.save().`,
    );
  };
  if (!isObject(json) || !isObject(json['model'])) return fail('it has no model');
  const { model } = json;
  if (model['type'] !== 'BPE') fail(`its model is ${shown(model['type'])}, not "BPE"`);
  const base: Base = model['byte_fallback'] === true ? 'characters' : 'bytes';
  if (JSON.stringify(json['pre_tokenizer']) !== JSON.stringify(PARTS[base].pre_tokenizer))
    fail('it cuts texts in another way (pre_tokenizer)');
  const tokens = readTokens(model['vocab'], fail);
  const misplaced = firstTokens(base).findIndex((token, id) => tokens[id] !== token);
  if (misplaced !== -1)
    fail(`the id ${misplaced} must be ${firstTokens(base)[misplaced]}, got ${shown(tokens[misplaced])}`);
  return { base, tokens, merges: readMerges(model['merges'], tokens, fail) };
}
