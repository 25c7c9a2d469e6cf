/** The engine: the network's logits against PyTorch's, with and without the cache, for one row and for many. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { fillBlanks } from 'kernel-lib/dist/generate/fill.js';
import { generate } from 'kernel-lib/dist/generate/generate.js';
import { shapesOf, type ModelConfig } from 'kernel-lib/dist/nn/config.js';
import { ofModel, type Network } from 'kernel-lib/dist/generate/network.js';
import { readCheckpoint, tensorOf } from 'kernel-lib/dist/nn/checkpoint.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { root } from '../support/paths.js';
import { assertClose } from '../train/support.js';

const fixtures = join(root, 'test', 'generate', 'fixtures');
interface Row {
  tokens: number[];
  /** [T][V] */
  causal: number[][];
  both: number[][];
}
const rows = JSON.parse(readFileSync(join(fixtures, 'network.json'), 'utf8')) as Row[];

async function fixtureModel(): Promise<Network> {
  const { config, tensors } = await readCheckpoint(join(fixtures, 'network.safetensors'));
  const entries = [...tensors].map(([name, stored]) => [name, tf.variable(tensorOf(stored))] as const);
  return { config: config as ModelConfig, parameters: Object.fromEntries(entries) };
}

/** A model of any size with random weights. */
function randomModel(config: ModelConfig): Network {
  const random = seededRandom(2);
  const entries = [...shapesOf(config)].map(([name, shape]) => {
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random() - 0.5);
    return [name, tf.variable(tf.tensor(values, shape))] as const;
  });
  return { config, parameters: Object.fromEntries(entries) };
}

describe('the network in the engine', () => {
  let model: Network;
  before(async () => (model = await fixtureModel()));

  it('looks at whole rows as PyTorch does, many rows of different lengths at once', async () => {
    const places = rows.map(({ tokens }) => [...tokens.keys()]);
    const logits = await ofModel(model).look(
      rows.map(({ tokens }) => tokens),
      places,
    );
    rows.forEach(({ both }, r) =>
      assertClose(
        logits[r]!.flatMap((x) => [...x]),
        both.flat(),
        1e-5,
        `row ${r}`,
      ),
    );
  });

  it('gives logits only where they are wanted', async () => {
    const logits = await ofModel(model).look([rows[2]!.tokens, rows[1]!.tokens], [[7, 0], []]);
    assert.equal(logits[0]!.length, 2);
    assertClose(logits[0]![0]!, rows[2]!.both[7]!, 1e-5);
    assertClose(logits[0]![1]!, rows[2]!.both[0]!, 1e-5);
    assert.deepEqual(logits[1], []);
  });

  it('goes on with a cache to the logits of the whole row, token by token', async () => {
    for (const { tokens, causal } of rows) {
      for (const start of [1, Math.ceil(tokens.length / 2), tokens.length]) {
        const row = await ofModel(model).begin([tokens.slice(0, start)], 9);
        for (let length = start; ; length++) {
          assertClose((await row.next())[0]!, causal[length - 1]!, 1e-5, `${length} of ${tokens}`);
          if (length === tokens.length) break;
          row.append([tokens[length]!]);
        }
        row.dispose();
      }
    }
  });

  it('goes on with many rows of different lengths, of which some end', async () => {
    const all = await ofModel(model).begin(
      rows.map(({ tokens }) => tokens.slice(0, Math.ceil(tokens.length / 2))),
      9,
    );
    const lengths = rows.map(({ tokens }) => Math.ceil(tokens.length / 2));
    for (let step = 0; step < 9; step++) {
      const logits = await all.next();
      const next = rows.map(({ tokens, causal }, r) => {
        if (logits[r]!.length === 0) return null;
        assertClose(logits[r]!, causal[lengths[r]! - 1]!, 1e-5, `row ${r} at ${lengths[r]}`);
        return lengths[r]! < tokens.length ? tokens[lengths[r]!++]! : null;
      });
      all.append(next);
    }
    assert.deepEqual(
      lengths,
      rows.map(({ tokens }) => tokens.length),
    );
    all.dispose();
  });

  it('gives PyTorch’s logits of a row that fills whole vectors, at its end, however it came there', async () => {
    const { config, tokens, causal, both } = JSON.parse(
      readFileSync(join(fixtures, 'network-larger.json'), 'utf8'),
    ) as { config: ModelConfig; tokens: number[]; causal: number[]; both: number[] };
    const language = ofModel(randomModel(config));
    const [seen] = await language.look([tokens], [[tokens.length - 1]]);
    assertClose(seen![0]!, both, 2e-5);
    const row = await language.begin([tokens.slice(0, 6)], config.context);
    let logits = await row.next();
    for (const token of tokens.slice(6)) {
      row.append([token]);
      logits = await row.next();
    }
    assertClose(logits[0]!, causal, 2e-5);
    row.dispose();
  });

  const shapes: ModelConfig[] = [
    { vocabulary: 1, width: 2, layers: 1, heads: 1, hidden: 1, context: 3 },
    { vocabulary: 37, width: 30, layers: 3, heads: 5, hidden: 17, context: 70 },
    { vocabulary: 64, width: 64, layers: 2, heads: 2, hidden: 128, context: 40 },
  ];
  for (const config of shapes) {
    it(`gives one row the same logits alone and among many (width ${config.width}, ${config.heads} heads)`, async () => {
      const random = seededRandom(4);
      const prompts = Array.from({ length: 11 }, (_, i) =>
        Array.from({ length: 1 + ((i * 7) % config.context) }, () =>
          Math.floor(random() * config.vocabulary),
        ),
      );
      const language = ofModel(randomModel(config));
      const together = await language.begin(prompts, config.context);
      const among = await together.next();
      for (const [i, prompt] of prompts.entries()) {
        const alone = await language.begin([prompt], config.context);
        assertClose(among[i]!, (await alone.next())[0]!, 1e-5);
        alone.dispose();
      }
      together.dispose();
    });
  }

  it('sees the weights of the moment in which it begins; two that run at once do not meet', async () => {
    const own = await fixtureModel();
    const language = ofModel(own);
    const { tokens, causal } = rows[2]!;
    const first = await language.begin([tokens], 9);
    own.parameters['embedding']!.assign(tf.zeros([7, 12]));
    const second = await language.begin([tokens], 9);
    assertClose((await second.next())[0]!, new Array<number>(7).fill(0), 0);
    assertClose((await first.next())[0]!, causal.at(-1)!, 1e-5);
    first.dispose();
    second.dispose();
  });

  it('makes no tensors, and the same tokens for the same seed', async () => {
    const before = tf.memory().numTensors;
    const draw = () => generate(ofModel(model), [[1], [2, 3]], { random: seededRandom(1), maxTokens: 6 });
    assert.deepEqual(await draw(), await draw());
    const [filled] = await fillBlanks(ofModel(model), [[1, 0, 0, 4]], { mask: 0, order: 'mostConfident' });
    assert.equal(filled!.blanks.length, 2);
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses a model whose parameters are not the network’s', () => {
    const { config, parameters } = model;
    const { norm, ...rest } = parameters;
    assert.throws(
      () => ofModel({ config, parameters: rest }),
      /the parameter norm must be \[12\], and it is missing/,
    );
    const wrong = { ...parameters, 'blocks.1.up': norm! };
    assert.throws(
      () => ofModel({ config, parameters: wrong }),
      /blocks\.1\.up must be \[12,20\], and it is \[12\]/,
    );
    const more = { ...parameters, 'blocks.0.lora': norm! };
    assert.throws(
      () => ofModel({ config, parameters: more }),
      /the network has no parameter blocks\.0\.lora/,
    );
  });

  it('says how much memory too many rows would need', async () => {
    const big = { vocabulary: 8, width: 512, layers: 8, heads: 8, hidden: 8, context: 512 };
    const language = ofModel(randomModel(big));
    const prompts = Array.from({ length: 400 }, () => [1]);
    await assert.rejects(
      language.begin(prompts, 512),
      /400 rows of 512 tokens need \d{4} MB .*, the limit is 4096/,
    );
  });

  it('names a disposed weight', async () => {
    const own = await fixtureModel();
    own.parameters['norm']!.dispose();
    await assert.rejects(generate(ofModel(own), [[1]], { temperature: 0 }), /the parameter norm is disposed/);
  });

  it('names NaN in the weights', async () => {
    const own = await fixtureModel();
    own.parameters['norm']!.assign(tf.fill([12], NaN));
    await assert.rejects(generate(ofModel(own), [[1]], { temperature: 0 }), /the logit of token 0 is NaN/);
  });
});
