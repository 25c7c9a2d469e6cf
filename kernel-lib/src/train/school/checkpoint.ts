/** The model that the course ships: trained by `scripts/school-checkpoint.js` with the recipe. */
import { dirname, join } from 'node:path';
import { fingerprintOf } from '../../corpus/pack/shard-format.js';
import { UserError } from '../../errors.js';
import { findUpwards } from '../../files.js';
import { loadWeights, readCheckpoint } from '../../nn/checkpoint.js';
import type { ModelConfig } from '../../nn/config.js';
import { createModel, type Model } from '../../nn/model.js';
import { seededRandom } from '../../random.js';
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
  // The weights are replaced at once: any numbers will do to begin with.
  const model = createModel({ ...(checkpoint.config as ModelConfig) }, seededRandom(1));
  try {
    loadWeights(model, checkpoint);
  } catch (thrown) {
    for (const parameter of Object.values(model.parameters)) parameter.dispose();
    throw thrown;
  }
  return { model, tokenizer, about: checkpoint.about };
}

function schoolFolder(): string {
  const path = [process.cwd(), __dirname].map((from) => findUpwards(join(FOLDER, MODEL), from));
  const found = path[0] ?? path[1];
  if (found === undefined) {
    throw new UserError(
      `There is no ${join(FOLDER, MODEL)}; \`node scripts/school-checkpoint.js\` in the course's folder makes it.`,
    );
  }
  return dirname(found);
}
