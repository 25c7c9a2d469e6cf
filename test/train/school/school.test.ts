/** The school's data: what is written, what is marked, that it is found again; and the shipped model's folder. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { fingerprintOf } from 'kernel-lib/dist/corpus/pack/shard-format.js';
import { saveCheckpoint } from 'kernel-lib/dist/nn/checkpoint.js';
import type { ProgressRecord } from 'kernel-lib/dist/progress.js';
import { pretrain } from 'kernel-lib/dist/train/pretrain/pretrain.js';
import { loadSchoolModel } from 'kernel-lib/dist/train/school/checkpoint.js';
import { SCHOOL } from 'kernel-lib/dist/train/school/recipe.js';
import { openSchool, schoolModel, schoolTraining, type School } from 'kernel-lib/dist/train/school/school.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import { useBackend } from '../../support/backends.js';

const END = 1;

describe('the school', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-school-test-'));
  const records: ProgressRecord[] = [];
  let school: School;
  before(async () => {
    await useBackend('threads');
    school = await openSchool({ folder, onProgress: (record) => records.push(record) });
  });
  after(async () => {
    school.close();
    rmSync(folder, { recursive: true });
    await tf.setBackend('cpu');
  });

  it('has a document for each that the recipe mixes, each with an end, and nothing else that is special', () => {
    const { shards, tokenizer } = school;
    const sources = new Set(SCHOOL.phases.flatMap(({ mix }) => Object.keys(mix!)));
    assert.deepEqual([...shards.sources].sort(), [...sources].sort());
    assert.deepEqual(shards.languages, ['en', 'zh']);
    assert.equal(tokenizer.vocabularySize, SCHOOL.vocabulary);
    for (let i = 0; i < shards.documents; i++) {
      const tokens = shards.tokensOf(i);
      assert.equal(
        tokens.findIndex((token) => token < 6),
        tokens.length - 1,
      );
      assert.equal(tokens.at(-1), END);
    }
    assert.deepEqual(records.at(-1)!.done, records.at(-1)!.total);
  });

  it('is about every core person in their languages, and about nobody else', () => {
    const { world, shards, tokenizer } = school;
    const texts = { en: '', zh: '' };
    for (let i = 0; i < shards.documents; i++) {
      if (!['person', 'people'].includes(shards.sourceOf(i))) continue;
      texts[shards.languageOf(i) as 'en' | 'zh'] += tokenizer.decode(shards.tokensOf(i));
    }
    for (const { group, languages, name } of world.people) {
      for (const language of ['en', 'zh'] as const) {
        const isWritten = group === 'core' && languages.includes(language);
        assert.equal(texts[language].includes(name[language]), isWritten, `${group} ${name[language]}`);
      }
    }
  });

  it('marks lie on the words of the lexicon: every token that touches one', () => {
    const { world, shards, tokenizer } = school;
    const names = new Set(world.people.flatMap(({ name }) => Object.values(name)));
    let people = 0;
    let exact = 0;
    for (let i = 0; i < shards.documents; i += 3) {
      const tokens = shards.tokensOf(i);
      for (const { start, count, label } of shards.marksOf(i)) {
        if (label !== 'person') continue;
        const text = tokenizer.decode(tokens.subarray(start, start + count));
        people++;
        if (names.has(text.trim())) exact++;
        else
          assert.ok(
            [...names].some((name) => text.includes(name)),
            `“${text}” holds no name`,
          );
      }
    }
    assert.ok(people > 1000, `${people} people`);
    assert.ok(exact > 0.9 * people, `${exact} of ${people} marks are names and nothing more`);
  });

  it('is found again as it was; another seed or a damaged file is written anew', async () => {
    const file = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.shard'))!,
    );
    const written = statSync(file).mtimeMs;
    const again = await openSchool({ folder });
    assert.equal(statSync(file).mtimeMs, written);
    assert.equal(again.shards.fingerprint(), school.shards.fingerprint());
    again.close();
    assert.ok(existsSync(file), 'a folder that somebody named stays');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, 1000));
    const repaired = await openSchool({ folder });
    assert.deepEqual(readFileSync(file), bytes);
    repaired.close();
    const other = await openSchool({ seed: 2 });
    assert.notEqual(other.shards.fingerprint(), school.shards.fingerprint());
    assert.ok(existsSync(other.shards.folder));
    other.close();
    assert.ok(!existsSync(other.shards.folder), 'a temporary folder goes');
    await assert.rejects(openSchool({ seed: -1 }), /openSchool: seed must be a whole number/);
  });

  it('its recipe begins to train: the first loss is that of a guess', async () => {
    const model = schoolModel(school, 1);
    const training = pretrain(schoolTraining(school, model, { steps: 2 }));
    const { value } = await training.next();
    assert.ok(Math.abs(value!.loss - Math.log(SCHOOL.vocabulary)) < 0.3, `${value!.loss}`);
    await training.return();
    tf.dispose(Object.values(model.parameters));
  });

  it('a trained model lies beside its tokenizer, in float16; another tokenizer is refused', async () => {
    const place = join(folder, 'shipped');
    const model = schoolModel(school, 3);
    const { tokenizer } = school;
    const about = { tokenizer: fingerprintOf(tokenizer), seed: 3 };
    await tokenizer.save(join(place, 'tokenizer.json'));
    await saveCheckpoint(join(place, 'model.safetensors'), model, { about, dtype: 'float16' });
    const loaded = await loadSchoolModel(place);
    assert.deepEqual([loaded.about['seed'], loaded.model.config], [3, model.config]);
    for (const [name, parameter] of Object.entries(model.parameters)) {
      const [kept, given] = [loaded.model.parameters[name]!.dataSync(), parameter.dataSync()];
      // Half precision has eleven bits: off by a part in 2,048 at most, and by 2⁻²⁵ near 0.
      kept.forEach((value, i) => {
        assert.ok(Math.abs(value - given[i]!) <= Math.abs(given[i]!) / 2048 + 2 ** -25, name);
      });
    }
    const other = await trainTokenizer(['somebody else wrote this'], { vocabularySize: 270 });
    await other.save(join(place, 'tokenizer.json'));
    await assert.rejects(
      loadSchoolModel(place),
      /was trained with the tokenizer .* take both files from the same place/,
    );
    await assert.rejects(loadSchoolModel(join(folder, 'none')), /there is no such file or folder/);
    tf.dispose([...Object.values(model.parameters), ...Object.values(loaded.model.parameters)]);
  });
});
