/** Figures: goals, bands, what the headless runner collects. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  figure,
  FIGURE_TYPE,
  figureRecord,
  figureText,
  type FigureOptions,
} from 'kernel-lib/dist/display/figure.js';
import { bandFor } from 'kernel-lib/dist/display/manifest.js';
import { recorded } from './support.js';

const text = (value: number, options: FigureOptions) =>
  figureText(figureRecord('blank.held-out', value, { band: null, ...options }));

describe('figures', () => {
  it('say whether the goal is met', () => {
    assert.equal(text(93.1, { unit: '%', goal: { min: 80 } }), 'blank.held-out = 93.1 % (goal ≥ 80 %: met)');
    assert.equal(text(80, { unit: '%', goal: { min: 80 } }), 'blank.held-out = 80 % (goal ≥ 80 %: met)');
    assert.equal(text(61, { unit: 's', goal: { max: 60 } }), 'blank.held-out = 61 s (goal ≤ 60 s: not met)');
    assert.equal(text(1, { goal: { min: 0, max: 2 } }), 'blank.held-out = 1 (goal ≥ 0 and ≤ 2: met)');
    assert.equal(text(3, {}), 'blank.held-out = 3');
  });

  it('say whether they are in band, and outside it what may be why', () => {
    const band = { min: 88, max: 97 };
    assert.equal(text(93.1, { unit: '%', band }), 'blank.held-out = 93.1 % (in band 88–97 %)');
    assert.equal(
      text(70, { unit: '%', band, goal: { min: 80 } }),
      'blank.held-out = 70 % (goal ≥ 80 %: not met; outside the band 88–97 %: a changed cell, another seed or a stopped run can do that)',
    );
  });

  it('are shown at once, with a record for the runner', () => {
    const [shown] = recorded(() =>
      figure('journey.blank', 93.1, { unit: '%', goal: { min: 80 }, band: null }),
    );
    assert.deepEqual(shown?.bundle[FIGURE_TYPE], {
      id: 'journey.blank',
      value: 93.1,
      unit: '%',
      goal: { min: 80 },
      met: true,
    });
    assert.match(String(shown?.bundle['text/html']), /✓ goal ≥ 80 %: met/);
    assert.deepEqual(figureRecord('a', 1, { band: null }), {
      id: 'a',
      value: 1,
      unit: null,
      goal: null,
      met: null,
    });
  });

  it('refuse what is no number, no goal and no id', () => {
    for (const value of [NaN, Infinity, -Infinity, '5' as unknown as number]) {
      assert.throws(() => figureRecord('a', value), /Figure "a" is .* no finite number/);
    }
    assert.throws(() => figureRecord('a', 1, { goal: {} }), /goal of figure "a" is \{\}/);
    assert.throws(() => figureRecord('a', 1, { goal: { min: NaN } }), /finite numbers/);
    assert.throws(() => figureRecord('a b<', 1), /words joined by dots or hyphens/);
  });
});

describe('bands', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blossom 波 '));
    mkdirSync(join(folder, 'data'));
    mkdirSync(join(folder, 'work', 'deep'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const band = { mean: 93, sd: 1.5, min: 90, max: 96, seeds: 5, recipe: 'journey' };
  const write = (content: string) => writeFileSync(join(folder, 'data', 'manifest.json'), content);

  it('are found upwards, by figure and backend', () => {
    write(JSON.stringify({ figures: { 'a.b': { wasm: band } } }));
    assert.deepEqual(bandFor('a.b', 'wasm', join(folder, 'work', 'deep')), band);
    assert.equal(bandFor('a.b', 'webgpu', folder), undefined);
    assert.equal(bandFor('constructor', 'name', folder), undefined);
  });

  it('of figures without tensors hold on any backend', () => {
    write(JSON.stringify({ figures: { 'a.b': { any: band, wasm: { ...band, mean: 7 } } } }));
    assert.deepEqual(bandFor('a.b', 'threads', folder), band);
    assert.deepEqual(bandFor('a.b', undefined, folder), band);
    assert.equal(bandFor('a.b', 'wasm', folder)?.mean, 7);
  });

  it('name a manifest that cannot be read', () => {
    write('{ "figures": ');
    assert.throws(() => bandFor('a.b', 'wasm', folder), /Cannot read the bands in .*manifest\.json/);
  });
});
