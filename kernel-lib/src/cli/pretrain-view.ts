/** A training on the screen: one line that is drawn again, and above it what stays. */
import { formatDuration, formatNumber } from '../display/numbers.js';
import { LiveRegion } from '../notebook/live-region.js';
import type { TerminalStream } from '../notebook/terminal.js';
import type { TrainRecord } from '../train/loop.js';
import type { OwnEvent } from '../train/own/train.js';
import { thousands } from './grade-progress.js';
import { samplesText } from './pretrain-text.js';

export interface TrainingView {
  show(event: OwnEvent): void;
  /** A second call does nothing. */
  end(): void;
}

const ID = 'training';
/** After so many steps the pace is known. */
const KNOWN = 20;
/** The loss that is shown is a mean of about so many steps. */
const SMOOTH = 20;

export function trainingView(stream: TerminalStream, now: () => number = Date.now): TrainingView {
  const region = new LiveRegion(stream, { live: stream.isTTY === true, now });
  const pace = { began: now(), steps: 0 };
  let loss: number | undefined;
  let heldOut: number | undefined;

  function step(record: TrainRecord): void {
    pace.steps += 1;
    loss = loss === undefined ? record.loss : loss + (record.loss - loss) / Math.min(SMOOTH, pace.steps);
    heldOut = record.evaluation?.['heldOut'] ?? heldOut;
    const left = secondsLeft(record);
    if (pace.steps === KNOWN && left > 0) region.print(`${forecast(record, left)}\n`);
    region.show(ID, `${line(record, { loss, heldOut, left })}\n`);
  }

  /** Looks and continuations take time, too, so all of it counts. */
  const secondsLeft = ({ total = 0, done }: TrainRecord) =>
    ((now() - pace.began) / 1000 / pace.steps) * (total - done);

  return {
    show(event) {
      if (event.kind === 'plan') pace.began = now();
      else if (event.kind === 'samples') region.print(`${samplesText(event.step, event.samples)}\n`);
      else step(event.record);
    },
    end: () => region.commit(),
  };
}

const forecast = ({ tokensPerSecond }: TrainRecord, left: number) =>
  `At ${formatNumber(Math.round(tokensPerSecond))} tokens a second it will take about ${formatDuration(left)}.`;

function line(
  { done, total = 0, tokensPerSecond }: TrainRecord,
  { loss, heldOut, left }: { loss: number; heldOut: number | undefined; left: number },
): string {
  const percent = `${Math.floor((100 * done) / total)} %`;
  return [
    `Step ${thousands(done)} of ${thousands(total)} (${percent})`,
    `loss ${loss.toFixed(2)}`,
    ...(heldOut === undefined ? [] : [`held out ${heldOut.toFixed(2)}`]),
    `${thousands(Math.round(tokensPerSecond))} tokens/s`,
    ...(done < total ? [`${formatDuration(left)} left`] : []),
  ].join(' · ');
}
