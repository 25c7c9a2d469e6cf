/** The school as it lies on the disk: a tokenizer and token shards of the world's documents, with marks on the entities. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { checksum, fingerprintOf } from '../../corpus/pack/shard-format.js';
import { openShards, type Shards } from '../../corpus/pack/shards.js';
import { writeShards, type TokenDocument } from '../../corpus/pack/shard-writer.js';
import { bytesOfTokens, marksOf } from '../../corpus/pipeline/marks.js';
import { PhraseFinder } from '../../corpus/tag/automaton.js';
import { phrasesOf } from '../../corpus/tag/lexicon.js';
import { libraryVersion } from '../../config.js';
import { UserError } from '../../errors.js';
import { fileExists, readText, writeAtomic } from '../../files.js';
import { createModel, type Model } from '../../nn/model.js';
import { readOptions, rule } from '../../options.js';
import type { ProgressRecord } from '../../progress.js';
import { seededRandom } from '../../random.js';
import { END } from '../../text/bpe/alphabet.js';
import { Tokenizer } from '../../text/bpe/tokenizer.js';
import { trainTokenizer } from '../../text/bpe/train.js';
import { readSources } from '../../world/tables/load.js';
import type { World } from '../../world/world.js';
import type { PretrainOptions } from '../pretrain/options.js';
import { SCHOOL } from './recipe.js';
import { schoolTexts, schoolWorld, type SchoolText } from './texts.js';

export interface School {
  world: World;
  tokenizer: Tokenizer;
  /** Sources as `SchoolSource` says; marks of the world's lexicon. */
  shards: Shards;
  /** Closes the shards, and removes a folder that nobody asked for. */
  close(): void;
}

export interface SchoolOptions {
  /** Of the world. Default 1. */
  seed?: number;
  /** Where tokenizer and shards are kept; what lies there of the same school is used. Default: a temporary folder. */
  folder?: string;
  onProgress?: (record: ProgressRecord) => void;
}

const RULES = { seed: rule.count, folder: rule.text, onProgress: rule.function };
const TOKENIZER = 'tokenizer.json';
/** Says what lies in the folder; written last. */
const IDENTITY = 'school.json';
/** Documents between two turns for others. */
const TURN = 500;

/** Writes the school's data in about two seconds, or finds them. Call `close()` when done. */
export async function openSchool(given: SchoolOptions = {}): Promise<School> {
  const { seed, folder: named, onProgress } = readOptions('openSchool', { seed: 1 }, RULES, given);
  const world = schoolWorld(seed);
  const folder = named ?? (await mkdtemp(join(tmpdir(), 'blossom-school-')));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (named === undefined) process.once('exit', remove);
  const data = (await found(folder, world)) ?? (await write(folder, world, onProgress));
  const close = () => {
    data.shards.close();
    if (named !== undefined) return;
    process.off('exit', remove);
    remove();
  };
  return { world, ...data, close };
}

/** A model that has not been to school yet. */
export function schoolModel({ tokenizer }: Pick<School, 'tokenizer'>, seed: number): Model {
  return createModel({ ...SCHOOL.model, vocabulary: tokenizer.vocabularySize }, seededRandom(seed));
}

/** The recipe as options of `pretrain`. */
export function schoolTraining(
  { shards, tokenizer }: Pick<School, 'shards' | 'tokenizer'>,
  model: Model,
  overrides: Partial<PretrainOptions> = {},
): PretrainOptions {
  const { objective, causalShare, maskShare, restShare, steps, batch, length, phases } = SCHOOL;
  const { learningRate, embeddingRate, weightDecay, warmUp, decayShare, clip } = SCHOOL;
  return {
    ...{
      model,
      shards,
      tokenizer,
      objective,
      causalShare,
      maskShare,
      restShare,
      steps,
      batch,
      length,
      phases,
    },
    ...{ learningRate, embeddingRate, weightDecay, warmUp, decayShare, clip },
    ...overrides,
  };
}

type Data = Pick<School, 'tokenizer' | 'shards'>;

async function open(folder: string): Promise<Data> {
  const tokenizer = await Tokenizer.load(join(folder, TOKENIZER));
  return { tokenizer, shards: await openShards(folder, { tokenizer: fingerprintOf(tokenizer) }) };
}

/** Equal only for equal texts and an equal tokenizer. */
function identityOf({ seed, tables }: World): string {
  const { people, attributes, epochs, vocabulary, tokenizerWeights } = SCHOOL;
  const version = libraryVersion();
  const sources = checksum([Buffer.from(JSON.stringify(readSources(tables.folder)))]);
  return JSON.stringify({
    version,
    seed,
    people,
    attributes,
    epochs,
    vocabulary,
    tokenizerWeights,
    tables: sources,
  });
}

/** What an earlier call wrote; undefined where it wrote another school or none, or it is damaged. */
async function found(folder: string, world: World): Promise<Data | undefined> {
  const path = join(folder, IDENTITY);
  if (!(await fileExists(path)) || (await readText(path)) !== identityOf(world)) return undefined;
  return open(folder).catch((thrown: unknown) => {
    if (thrown instanceof UserError) return undefined;
    throw thrown;
  });
}

async function write(folder: string, world: World, onProgress: SchoolOptions['onProgress']): Promise<Data> {
  await rm(join(folder, IDENTITY), { force: true });
  const texts = [...schoolTexts(world)];
  const tokenizer = await trainTokenizer(
    texts.flatMap(({ text, source }) => Array<string>(SCHOOL.tokenizerWeights[source]).fill(text)),
    { vocabularySize: SCHOOL.vocabulary, ...(onProgress === undefined ? {} : { onProgress }) },
  );
  const shardOptions = { tokenizer: fingerprintOf(tokenizer), vocabulary: tokenizer.vocabularySize };
  await tokenizer.save(join(folder, TOKENIZER));
  await writeShards(folder, documentsOf(texts, tokenizer, world, onProgress), shardOptions);
  await writeAtomic(join(folder, IDENTITY), identityOf(world));
  return open(folder);
}

/** Tokens and an end, with the marks of the lexicon. */
async function* documentsOf(
  texts: readonly SchoolText[],
  tokenizer: Tokenizer,
  { lexicon }: World,
  onProgress?: (record: ProgressRecord) => void,
): AsyncGenerator<TokenDocument> {
  const finder = new PhraseFinder(phrasesOf(lexicon));
  const bytes = bytesOfTokens(tokenizer);
  for (const [done, { text, source, language }] of texts.entries()) {
    if (done % TURN === 0) {
      onProgress?.({ label: 'write shards', done, total: texts.length, unit: 'documents' });
      await pause();
    }
    const encoded = tokenizer.encode(text);
    const tokens = new Int32Array(encoded.length + 1);
    tokens.set(encoded);
    tokens[encoded.length] = END;
    const marks = marksOf(text, encoded, finder.find(text), bytes);
    yield { tokens, source, language, marks };
  }
  onProgress?.({ label: 'write shards', done: texts.length, total: texts.length, unit: 'documents' });
}
