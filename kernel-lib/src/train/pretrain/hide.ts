/** Hides tokens of a batch: what the model sees, what it shall guess, and in which rows it sees both sides. */
import { UserError } from '../../errors.js';
import type { TokenBatch } from '../../corpus/pack/source.js';
import { pick, randomInt, type Random } from '../../random.js';
import { FIRST_BYTE, MASK } from '../../text/bpe/alphabet.js';
import { planOf, type ObjectiveOptions, type Plan } from './objective.js';

/** A batch to learn from; in its masked rows the target of a place is the hidden token after it. */
export interface PretrainBatch extends TokenBatch {
  /** [B]: which share of the row's tokens was to be hidden; 0 in a causal row. */
  shares: Float32Array;
  /** [B], with `diffusion`: what the sum of each row's losses is multiplied by. */
  weights?: Float32Array;
}

export interface HideOptions extends ObjectiveOptions {
  /** How many tokens there are. */
  vocabulary: number;
}

/**
 * Makes of a batch that reads from left to right one of the objective. Never hidden are special tokens, padding, and the
 * first token of a document in its row, which nothing stands before. Where chance would hide nothing at all, one token
 * (or mark) is hidden.
 * @returns a new batch; the given one stays as it is.
 * @throws UserError where an option is wrong, or marks are asked for that the batch does not tell.
 */
export function hideTokens(
  batch: TokenBatch,
  { vocabulary, ...options }: HideOptions,
  random: Random,
): PretrainBatch {
  if (!(Number.isSafeInteger(vocabulary) && vocabulary > FIRST_BYTE)) {
    throw new UserError(
      `hideTokens: vocabulary must be a whole number above ${FIRST_BYTE}, which are special tokens; got ${vocabulary}.`,
    );
  }
  return hideByPlan(batch, planOf('hideTokens', options), vocabulary, random);
}

export function hideByPlan(batch: TokenBatch, plan: Plan, vocabulary: number, random: Random): PretrainBatch {
  if (plan.needsMarks && batch.marks === undefined) {
    throw new UserError('hideTokens: the batch tells no marks; read it from shards with `marks: true`.');
  }
  const { rows } = batch;
  const made: PretrainBatch = {
    ...batch,
    tokens: batch.tokens.slice(),
    targets: batch.targets.slice(),
    causal: new Uint8Array(rows).fill(1),
    shares: new Float32Array(rows),
  };
  const [low, high] = plan.maskShare;
  for (let row = causalRows(plan, rows, random); row < rows; row++) {
    made.causal[row] = 0;
    made.shares[row] = low + (high - low) * (1 - random());
  }
  const hidden = drawHidden(batch, made, plan, random);
  ask(batch, made, hidden);
  cover(made, hidden, plan, vocabulary, random);
  if (plan.objective === 'diffusion') made.weights = weightsOf(batch, made);
  return made;
}

/** So many first rows; a part of a row is a chance. Rows come in random order, so it may be the first ones. */
function causalRows({ causalShare }: Plan, rows: number, random: Random): number {
  const exact = causalShare * rows;
  const whole = Math.floor(exact + 1e-9);
  return exact - whole > 1e-9 && random() < exact - whole ? whole + 1 : whole;
}

/** [B·T]: 1 where a token is asked for. The tokens of a mark share one draw. */
function drawHidden(batch: TokenBatch, { causal, shares }: PretrainBatch, plan: Plan, random: Random) {
  const marks = plan.wholeMarks ? batch.marks : undefined;
  const hidden = new Uint8Array(batch.tokens.length);
  const units: number[][] = [];
  for (let row = 0; row < batch.rows; row++) {
    if (causal[row] === 0) units.push(...unitsOf(batch, row, marks));
  }
  for (const unit of units) {
    const isRest = marks !== undefined && marks[unit[0]!] === 0;
    const ofRow = shares[Math.floor(unit[0]! / batch.length)]!;
    const share = isRest ? (plan.restShare ?? ofRow) : ofRow;
    if (random() < share) for (const place of unit) hidden[place] = 1;
  }
  if (units.length > 0 && !hidden.includes(1)) for (const place of pick(random, units)) hidden[place] = 1;
  return hidden;
}

/** Places of a row that are hidden together: of a mark, or one alone. */
function unitsOf(batch: TokenBatch, row: number, marks: Int32Array | undefined): number[][] {
  const units: number[][] = [];
  const ofMarks = new Map<number, number[]>();
  for (let i = row * batch.length; i < (row + 1) * batch.length; i++) {
    if (!isHideable(batch, i)) continue;
    const mark = marks?.[i] ?? 0;
    const unit = ofMarks.get(mark);
    if (mark > 0 && unit !== undefined) unit.push(i);
    else ofMarks.set(mark, units[units.push([i]) - 1]!);
  }
  return units;
}

function isHideable({ length, tokens, segments }: TokenBatch, i: number): boolean {
  const isFirst = i % length === 0 || segments[i] !== segments[i - 1];
  return segments[i] !== 0 && !isFirst && tokens[i]! >= FIRST_BYTE;
}

/** Targets of the masked rows: the hidden token after each place, else none. */
function ask({ length, tokens }: TokenBatch, { targets, causal }: PretrainBatch, hidden: Uint8Array): void {
  for (let i = 0; i < tokens.length; i++) {
    if (causal[Math.floor(i / length)] === 1) continue;
    targets[i] = -1;
    if (hidden[i] === 1) targets[i - 1] = tokens[i]!;
  }
}

/** What stands where a token was. */
function cover(
  { tokens }: PretrainBatch,
  hidden: Uint8Array,
  { objective }: Plan,
  vocabulary: number,
  random: Random,
): void {
  for (let i = 0; i < tokens.length; i++) {
    if (hidden[i] === 0) continue;
    const luck = objective === 'bert' ? random() : 0;
    if (luck < 0.8) tokens[i] = MASK;
    else if (luck < 0.9) tokens[i] = FIRST_BYTE + randomInt(random, vocabulary - FIRST_BYTE);
  }
}

/** 1/t for each token of a row, and in all the mean over the tokens that could be hidden (or are guessed). */
function weightsOf(batch: TokenBatch, { causal, shares, targets }: PretrainBatch): Float32Array {
  let all = 0;
  for (let i = 0; i < targets.length; i++) {
    const isCausal = causal[Math.floor(i / batch.length)] === 1;
    all += Number(isCausal ? targets[i]! >= 0 : isHideable(batch, i));
  }
  return Float32Array.from(shares, (share, row) => 1 / (causal[row] === 1 ? 1 : share) / Math.max(1, all));
}
