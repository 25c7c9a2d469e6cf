/** What `blossom pretrain` says before, during and after a training. */
import { printable } from '../display/escape.js';
import { formatNumber } from '../display/numbers.js';
import type { Sample } from '../train/own/continuations.js';
import { epochsOf } from '../train/own/dial.js';
import type { OwnResult, Plan } from '../train/own/train.js';
import type { Yardstick } from '../train/own/yardsticks.js';
import { count, thousands } from './grade-progress.js';

export function planText({ corpus, dial, from, yardsticks }: Plan): string {
  const { shards, training, heldOut, folder } = corpus;
  const { depth, config, parameters, steps, batch, length } = dial;
  const held =
    heldOut === undefined
      ? 'Nothing is held out, as each document is a large part of it: the loss then tells what the model knows by heart, too.'
      : `Held out: ${count(heldOut.documents, 'document')} (${thousands(heldOut.tokens)} tokens), on which it is never trained.`;
  return [
    `Corpus ${folder}: ${count(shards.documents, 'document')}, ${thousands(shards.tokens)} tokens, vocabulary ${thousands(shards.vocabulary)}.`,
    held,
    `Model: depth ${depth} (${count(config.layers, 'layer')}, width ${config.width}), ${thousands(parameters)} parameters.`,
    `Training: ${count(steps, 'step')} of ${batch} × ${length} tokens; each text comes ${formatNumber(epochsOf(dial, training), 2)} times.`,
    ...(yardsticks.length === 0 ? [] : [`To compare the held-out loss with: ${yardstickText(yardsticks)}.`]),
    ...(from === 0 ? [] : [`It goes on after step ${thousands(from)}.`]),
  ].join('\n');
}

const nats = (value: number) => value.toFixed(2);
const yardstickText = (all: readonly Yardstick[]) =>
  all.map(({ name, loss }) => `${name} ${nats(loss)}`).join(', ');

/** Texts are strangers': what would steer the terminal is shown as a question mark, not sent. */
export const safe = (text: string) =>
  printable(text).replace(/[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');

/** On one line: what was given, a bar, what the model wrote. */
const sampleText = ({ before, after }: Sample) =>
  `  ${safe(`${before} ▸ ${after}`).replace(/\s*\n\s*/g, ' ↵ ').replace(/\s+/g, ' ').trim()}`; // prettier-ignore

export const samplesText = (step: number, samples: readonly Sample[]): string =>
  [`After step ${thousands(step)} it goes on like this:`, ...samples.map(sampleText)].join('\n');

export function resultText(
  { trained, looks, steps, yardsticks, file }: OwnResult,
  { out, duration }: { out: string; duration: string },
): string {
  const last = looks.at(-1);
  const held = last?.heldOut;
  const reached =
    held === undefined
      ? `loss ${nats(last?.loss ?? NaN)} nats a token`
      : `held-out loss ${nats(held)} nats a token (perplexity ${formatNumber(Math.exp(held), 3)})`;
  return [
    trained
      ? `Trained in ${duration}: ${reached}.`
      : `The model in ${out} is trained already (${thousands(steps)} steps, ${reached}); --fresh trains it anew.`,
    ...(yardsticks.length === 0 ? [] : [`To compare: ${yardstickText(yardsticks)}.`]),
    ...overfitted(looks),
    `${file} is the model, log.jsonl its losses. Next:`,
    `  npx blossom continue ${word(out)} "…"`,
  ].join('\n');
}

/** So many nats above the best look are more than chance. */
const WORSE = 0.03;

function overfitted(looks: OwnResult['looks']): string[] {
  const known = looks.flatMap(({ step, heldOut }) => (heldOut === undefined ? [] : [{ step, heldOut }]));
  const best = known.reduce((a, b) => (b.heldOut < a.heldOut ? b : a), known[0]!);
  if (best === undefined || known.at(-1)!.heldOut < best.heldOut + WORSE) return [];
  return [
    `The held-out loss was lowest after step ${thousands(best.step)} (${nats(best.heldOut)}): since then it learnt by heart. ` +
      `Give it more texts, or a smaller --depth, or --fresh --steps ${best.step}.`,
  ];
}

/** A folder's name as a word of a shell. */
const word = (path: string) => (/^[\w./-]+$/.test(path) ? path : JSON.stringify(path));
