/** Each objective against its definition, over many rows: what is hidden, what stands there, what is asked. */
import assert from 'node:assert/strict';
import { hideTokens, type PretrainBatch } from 'kernel-lib/dist/train/pretrain/hide.js';
import type { ObjectiveOptions } from 'kernel-lib/dist/train/pretrain/objective.js';
import type { TokenBatch } from 'kernel-lib/dist/corpus/pack/source.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { END, FIRST, hideable, isNear, MASK, syntheticBatch, VOCABULARY } from './support.js';

const ROWS = 800;
const LENGTH = 64;
const batch = syntheticBatch(ROWS, LENGTH);
const hide = (options: ObjectiveOptions, seed = 5, from: TokenBatch = batch) =>
  hideTokens(from, { ...options, vocabulary: VOCABULARY }, seededRandom(seed));

/** Whether a place is asked for: the one before it has a target, and its row sees both sides. */
const isAsked = ({ targets, causal, length }: PretrainBatch, i: number) =>
  causal[Math.floor(i / length)] === 0 && targets[i - 1] !== -1;
const maskedRows = ({ causal }: PretrainBatch) => [...causal.keys()].filter((row) => causal[row] === 0);
const placesOf = (made: PretrainBatch) =>
  hideable(batch).filter((i) => made.causal[Math.floor(i / LENGTH)] === 0);

/** Tokens of each mark that can be hidden, by row and number. */
function marksOf(places: readonly number[]): number[][] {
  const units = new Map<string, number[]>();
  for (const i of places) {
    if (batch.marks[i] === 0) continue;
    const key = `${Math.floor(i / LENGTH)} ${batch.marks[i]}`;
    units.set(key, [...(units.get(key) ?? []), i]);
  }
  return [...units.values()];
}

function assertShare(found: number, all: number, share: number, what: string): void {
  const message = `${what}: ${found} of ${all} instead of ${share}`;
  assert.ok(isNear(found / all, share, Math.sqrt(share * (1 - share)), all), message);
}

const objectives = ['hybrid', 'causal', 'bert', 'masked', 'entities', 'diffusion'] as const;

describe('objectives', () => {
  for (const objective of objectives) {
    it(`${objective}: targets are shifted, and nothing special, first or beyond the text is hidden`, () => {
      const made = hide({ objective });
      const allowed = new Set(hideable(batch));
      for (let i = 0; i < batch.tokens.length; i++) {
        const row = Math.floor(i / LENGTH);
        if (made.tokens[i] !== batch.tokens[i]) assert.ok(allowed.has(i), `place ${i} was changed`);
        if (made.causal[row] === 1) {
          assert.equal(made.tokens[i], batch.tokens[i]);
          assert.equal(made.targets[i], batch.targets[i]);
        } else if (made.targets[i] !== -1) {
          assert.ok(allowed.has(i + 1), `place ${i} guesses what cannot be hidden`);
          assert.equal(made.targets[i], batch.tokens[i + 1]);
        }
        // Without BERT's exceptions the model never sees what it is asked for.
        if (objective !== 'bert' && made.causal[row] === 0) {
          assert.equal(made.tokens[i] === MASK, i > 0 && isAsked(made, i));
        }
      }
      assert.deepEqual([made.rows, made.length, made.segments], [ROWS, LENGTH, batch.segments]);
    });

    it(`${objective}: the same generator hides the same, and the given batch stays`, () => {
      const before = structuredClone(batch);
      assert.deepEqual(hide({ objective }), hide({ objective }));
      if (objective !== 'causal') assert.notDeepEqual(hide({ objective }), hide({ objective }, 6));
      assert.deepEqual(batch, before);
    });
  }

  it('causal: every row, and nothing is hidden', () => {
    const { tokens, targets, causal, shares } = hide({ objective: 'causal' });
    assert.deepEqual([tokens, targets, causal], [batch.tokens, batch.targets, batch.causal]);
    assert.ok(shares.every((share) => share === 0));
  });

  it('bert: 15 % of the tokens; of these 80 % are hidden, 10 % replaced by any other, 10 % stay', () => {
    const made = hide({ objective: 'bert' });
    const places = placesOf(made);
    const asked = places.filter((i) => isAsked(made, i));
    assert.equal(maskedRows(made).length, ROWS);
    assertShare(asked.length, places.length, 0.15, 'asked');
    const hidden = asked.filter((i) => made.tokens[i] === MASK);
    const kept = asked.filter((i) => made.tokens[i] === batch.tokens[i]);
    const random = asked.filter((i) => made.tokens[i] !== MASK && made.tokens[i] !== batch.tokens[i]);
    assertShare(hidden.length, asked.length, 0.8, 'hidden');
    assertShare(kept.length, asked.length, 0.1, 'kept');
    assertShare(random.length, asked.length, 0.1, 'replaced');
    const tokens = random.map((i) => made.tokens[i]!);
    assert.ok(tokens.every((token) => token >= FIRST && token < VOCABULARY));
    const width = VOCABULARY - FIRST;
    const mean = tokens.reduce((sum, token) => sum + token, 0) / tokens.length;
    assert.ok(isNear(mean, FIRST + width / 2, width / Math.sqrt(12), tokens.length), `mean ${mean}`);
  });

  it('masked: 40 % of the tokens, all hidden', () => {
    const made = hide({ objective: 'masked' });
    const places = placesOf(made);
    assertShare(places.filter((i) => made.tokens[i] === MASK).length, places.length, 0.4, 'hidden');
  });

  it('entities: whole marks with 50 %, every other token with 15 %', () => {
    const made = hide({ objective: 'entities' });
    const places = placesOf(made);
    const marks = marksOf(places);
    const hiddenMarks = marks.filter(([first]) => made.tokens[first!] === MASK);
    assertShare(hiddenMarks.length, marks.length, 0.5, 'marks');
    for (const mark of marks) {
      assert.equal(new Set(mark.map((i) => made.tokens[i] === MASK)).size, 1, 'a mark in parts');
    }
    const rest = places.filter((i) => batch.marks[i] === 0);
    assertShare(rest.filter((i) => made.tokens[i] === MASK).length, rest.length, 0.15, 'rest');
  });

  it('hybrid: of four rows one is masked, with a share drawn evenly from .1 to .8, whole marks together', () => {
    const made = hide({});
    const rows = maskedRows(made);
    assert.equal(rows.length, ROWS / 4);
    const shares = rows.map((row) => made.shares[row]!);
    assert.ok(shares.every((share) => share >= 0.1 && share <= 0.8));
    for (const quarter of [0, 1, 2, 3]) {
      const from = 0.1 + 0.175 * quarter;
      const inside = shares.filter((share) => share >= from && share < from + 0.175).length;
      assertShare(inside, rows.length, 0.25, `shares from ${from}`);
    }
    const places = placesOf(made);
    const marks = marksOf(places);
    for (const mark of marks) {
      assert.equal(new Set(mark.map((i) => made.tokens[i] === MASK)).size, 1, 'a mark in parts');
    }
    // A mark is one draw, as a token without one is.
    const units = [...marks.map(([first]) => first!), ...places.filter((i) => batch.marks[i] === 0)];
    const expected = units.map((i) => made.shares[Math.floor(i / LENGTH)]!);
    const sum = expected.reduce((total, share) => total + share, 0);
    const deviation = Math.sqrt(expected.reduce((total, share) => total + share * (1 - share), 0));
    const hidden = units.filter((i) => made.tokens[i] === MASK).length;
    assert.ok(Math.abs(hidden - sum) < 5 * deviation, `${hidden} units hidden instead of ${sum}`);
  });

  it("hybrid with a share for the rest: only marks are hidden with the row's own", () => {
    const made = hide({ causalShare: 0, maskShare: [0.3, 0.6], restShare: 0.15 });
    const places = placesOf(made);
    const rest = places.filter((i) => batch.marks[i] === 0);
    assertShare(rest.filter((i) => made.tokens[i] === MASK).length, rest.length, 0.15, 'rest');
    const marks = marksOf(places);
    const expected = marks.reduce((sum, [i]) => sum + made.shares[Math.floor(i! / LENGTH)]!, 0);
    const hidden = marks.filter(([i]) => made.tokens[i!] === MASK).length;
    assertShare(hidden, marks.length, expected / marks.length, 'marks');
  });

  it('hybrid: a share that is no whole number of rows comes out on average', () => {
    const small = syntheticBatch(6, 32);
    const counts = Array.from({ length: 400 }, (_, seed) => maskedRows(hide({}, seed, small)).length);
    assert.ok(counts.every((count) => count === 1 || count === 2));
    assertShare(counts.filter((count) => count === 2).length, counts.length, 0.5, 'two masked rows of six');
  });

  it('diffusion: t is even over (0, 1], each token is hidden with t, and the weights make up for it', () => {
    const made = hide({ objective: 'diffusion' });
    const shares = [...made.shares];
    for (const quarter of [0, 1, 2, 3]) {
      const inside = shares.filter((t) => t > quarter / 4 && t <= (quarter + 1) / 4).length;
      assertShare(inside, ROWS, 0.25, `t from ${quarter / 4}`);
    }
    const places = placesOf(made);
    const byRow = Array.from({ length: ROWS }, (): number[] => []);
    for (const i of places) byRow[Math.floor(i / LENGTH)]!.push(i);
    made.shares.forEach((t, row) => {
      // LLaDA, equation 3: the loss of a row is 1/t of the sum over its hidden tokens, by the length.
      assert.ok(Math.abs(made.weights![row]! * places.length * t - 1) < 1e-5);
      const hidden = byRow[row]!.filter((i) => made.tokens[i] === MASK).length;
      const all = byRow[row]!.length;
      assert.ok(Math.abs(hidden - t * all) <= 5 * Math.sqrt(t * (1 - t) * all) + 1, `row ${row}`);
    });
    // Were every token's loss 1, the batch's would be 1 on average.
    const sum = places.reduce(
      (total, i) => total + Number(made.tokens[i] === MASK) * made.weights![Math.floor(i / LENGTH)]!,
      0,
    );
    const variance = made.shares.reduce(
      (total, t, row) => total + ((byRow[row]!.length / places.length ** 2) * (1 - t)) / t,
      0,
    );
    assert.ok(Math.abs(sum - 1) < 5 * Math.sqrt(variance), `the weights make ${sum}`);
  });

  it('shares of its own: rows read from left to right, limits of the mask, single tokens of a mark', () => {
    const made = hide({ objective: 'masked', causalShare: 0.5, maskShare: [0.2, 0.3] });
    assert.equal(maskedRows(made).length, ROWS / 2);
    assert.ok(maskedRows(made).every((row) => made.shares[row]! >= 0.2 && made.shares[row]! <= 0.3));
    const single = hide({ wholeMarks: false, causalShare: 0, maskShare: 0.5 });
    const mixed = marksOf(placesOf(single)).filter(
      (mark) => new Set(mark.map((i) => single.tokens[i] === MASK)).size === 2,
    );
    assert.ok(mixed.length > 100, `${mixed.length} marks are hidden in parts`);
    const whole = hide({ objective: 'bert', wholeMarks: true });
    for (const mark of marksOf(placesOf(whole))) {
      assert.equal(new Set(mark.map((i) => isAsked(whole, i))).size, 1, 'a mark is asked for in parts');
    }
  });

  it('where chance would hide nothing, one token or mark is', () => {
    const tiny: TokenBatch = {
      ...{ rows: 1, length: 5, tokens: Int32Array.of(END, 10, 11, 12, 0) },
      ...{ targets: Int32Array.of(10, 11, 12, END, -1), segments: Int32Array.of(1, 1, 1, 1, 0) },
      ...{ causal: Uint8Array.of(1), marks: Int32Array.of(0, 1, 1, 0, 0), labels: [['thing']] },
    };
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const options = { causalShare: 0, maskShare: 0.001 } as const;
      seen.add(hide(options, seed, tiny).targets.join());
    }
    assert.deepEqual([...seen].sort(), ['-1,-1,12,-1,-1', '10,11,-1,-1,-1']);
    // Nothing can be hidden here: no target, and nothing changed.
    const empty = { ...tiny, tokens: Int32Array.of(END, END, 4, 5, 0) };
    const made = hide({ objective: 'masked' }, 1, empty);
    assert.deepEqual([...made.targets, ...made.tokens], [-1, -1, -1, -1, -1, END, END, 4, 5, 0]);
  });

  it('says what is wrong', () => {
    const refused = (options: object, sentence: RegExp) =>
      assert.throws(() => hide(options), { name: 'UserError', message: sentence });
    for (const maskShare of [0, 1, -0.5, NaN, [0, 0.5], [0.2, 1], [0.5, 0.2], [0.3], '0.5']) {
      refused(
        { maskShare },
        /maskShare must be a number above 0 and below 1, or two of them, the smaller first/,
      );
    }
    refused({ causalShare: 1.5 }, /causalShare must be a number from 0 to 1, got 1.5/);
    refused({ objective: 'gpt' }, /objective must be one of hybrid, causal, bert, .*, got "gpt"/);
    refused({ objective: 'causal', maskShare: 0.5 }, /the objective causal takes no maskShare; leave it out/);
    refused({ objective: 'entities', wholeMarks: false }, /the objective entities takes no wholeMarks/);
    refused({ objective: 'diffusion', maskShare: 0.5 }, /the objective diffusion takes no maskShare/);
    refused({ objective: 'entities', restShare: 0.2 }, /the objective entities takes no restShare/);
    refused({ restShare: 1 }, /restShare must be a number above 0 and below 1, got 1/);
    refused(
      { objective: 'masked', restShare: 0.1 },
      /restShare is about tokens without a mark; set wholeMarks/,
    );
    refused({ maskshare: 0.5 }, /has no option "maskshare"/);
    for (const vocabulary of [undefined, 6, 10.5]) {
      const options = { vocabulary } as { vocabulary: number };
      assert.throws(
        () => hideTokens(batch, options, seededRandom(1)),
        /hideTokens: vocabulary must be a whole number above 6/,
      );
    }
    const { marks, labels, ...bare } = batch;
    assert.throws(() => hide({ objective: 'entities' }, 1, bare), /the batch tells no marks/);
    assert.throws(() => hide({ wholeMarks: true }, 1, bare), /the batch tells no marks/);
    assert.throws(() => hide({ restShare: 0.1 }, 1, bare), /the batch tells no marks/);
    assert.equal(hide({}, 1, bare).rows, ROWS);
    assert.ok(marks.length > 0 && labels.length === ROWS);
  });
});
