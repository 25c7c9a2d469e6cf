/** The model that the course ships: trained by `scripts/school-checkpoint.js` with the recipe. */
import { dirname, join } from 'node:path';
import { fingerprintOf } from '../../corpus/pack/shard-format.js';
import { UserError } from '../../errors.js';
import { findUpwards } from '../../files.js';
import { readCheckpoint } from '../../nn/checkpoint.js';
import type { Model } from '../../nn/model.js';
import { restoredModel } from '../../nn/restored.js';
import { Tokenizer } from '../../text/bpe/tokenizer.js';

export interface SchoolModel {
  model: Model;
  tokenizer: Tokenizer;
  /** How it came to be: seed, recipe, figures. */
  about: Record<string, unknown>;
}

const MODEL = 'model.safetensors';
const FOLDER = join('data', 'school');

/**
 * Reads a model and its tokenizer.
 * @param folder - that holds `model.safetensors` and `tokenizer.json`. Default: the course's `data/school`.
 * @throws UserError where a file is missing or damaged, or the two do not belong together.
 */
export async function loadSchoolModel(folder: string = schoolFolder()): Promise<SchoolModel> {
  const path = join(folder, MODEL);
  const checkpoint = await readCheckpoint(path);
  const tokenizer = await Tokenizer.load(join(folder, 'tokenizer.json'));
  const wanted = checkpoint.about['tokenizer'];
  const fingerprint = fingerprintOf(tokenizer);
  if (wanted !== fingerprint) {
    throw new UserError(
      `${path} was trained with the tokenizer ${String(wanted)}, and the tokenizer.json beside it is ${fingerprint}; ` +
        `take both files from the same place.`,
    );
  }
  return { model: restoredModel(checkpoint), tokenizer, about: checkpoint.about };
}

function schoolFolder(): string {
  const found = findUpwards(join(FOLDER, MODEL), process.cwd(), __dirname);
  if (found === undefined) {
    throw new UserError(
      `There is no ${join(FOLDER, MODEL)}; \`node scripts/school-checkpoint.js\` in the course's folder makes it.`,
    );
  }
  return dirname(found);
}
