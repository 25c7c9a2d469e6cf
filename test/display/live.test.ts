/** Live charts: at most five frames a second by the clock, the last state always. */
import assert from 'node:assert/strict';
import { barChart, lineChart, PLOTLY_TYPE } from 'kernel-lib/dist/display/chart/chart.js';
import { liveChart } from 'kernel-lib/dist/display/chart/live.js';
import { Frames } from 'kernel-lib/dist/display/frames.js';
import { FakeClock, printed, recorded, type Shown } from './support.js';

const empty = () =>
  lineChart({
    title: 'loss',
    x: { label: 'step' },
    y: { label: 'loss', unit: 'nats' },
    series: [{ name: 'train', x: [], y: [] }],
  });
/** What the text of the chart says that it reaches to. */
const lastStep = ({ bundle }: Shown) => /step 0 to (\d+)/.exec(String(bundle['text/plain']))?.[1];
const isFigure = ({ bundle }: Shown) => PLOTLY_TYPE in bundle;

describe('live charts', () => {
  it('updates one output at most five times a second, inside a synchronous loop, and ends with the last state', () => {
    const clock = new FakeClock();
    const shown = recorded(() => {
      const live = liveChart(empty(), clock);
      for (let step = 0; step < 100; step++) {
        clock.time += 10;
        live.append('train', step, 100 - step);
      }
      live.done();
      live.done();
    });
    // At 0 ms, then every 200 ms up to 1000 ms, then the end.
    assert.equal(shown.length, 1 + 5 + 1);
    const [first, ...updates] = shown;
    assert.equal(first?.options?.update, undefined);
    for (const { options } of updates) assert.deepEqual(options, { id: first?.options?.id, update: true });
    assert.deepEqual(shown.map(lastStep), [undefined, '19', '39', '59', '79', '99', '99']);
  });

  it('is a picture while it grows, and the figure of Plotly, which takes no updates, only at its end', () => {
    const clock = new FakeClock();
    const shown = recorded(() => {
      const live = liveChart(empty(), clock);
      clock.time = 300;
      live.append('train', 0, 1);
      live.done();
    });
    assert.deepEqual(shown.map(isFigure), [false, false, true]);
    for (const { bundle } of shown) assert.match(String(bundle['image/svg+xml']), /^<svg/);
  });

  it('draws less often where drawing is slow', () => {
    const clock = new FakeClock();
    const frames = new Frames(clock);
    let drawn = 0;
    for (let time = 0; time < 10_000; time += 10) {
      clock.time = Math.max(clock.time, time);
      frames.offer(() => {
        drawn += 1;
        clock.time += 50;
      });
    }
    assert.equal(drawn, 10, 'a frame of 50 ms once a second');
  });

  it('does not wait long after a first frame that had to load libraries', () => {
    const clock = new FakeClock();
    const frames = new Frames(clock);
    frames.offer(() => (clock.time += 600));
    clock.time = 1000;
    assert.equal(
      frames.offer(() => undefined),
      true,
    );
  });

  it('replaces fields of the description', () => {
    const clock = new FakeClock();
    const axes = { x: { label: 'probability' }, y: { label: 'guess' } };
    const shown = recorded(() => {
      const live = liveChart(
        barChart({ title: 'before', ...axes, bars: [{ label: '春', value: 1 }] }),
        clock,
      );
      clock.time = 10;
      live.update({ bars: [{ label: '春', value: 2 }] });
      clock.time = 300;
      live.update({ bars: [{ label: '春', value: 3 }], title: 'during' });
      live.update({ bars: [{ label: '春', value: 4 }] });
      live.done();
    });
    const bars = shown.map(({ bundle }) => /春 .* (\d)/.exec(String(bundle['text/plain']))?.[1]);
    assert.deepEqual(bars, ['1', '3', '4']);
    assert.match(String(shown.at(-1)?.bundle['text/plain']), /^during\n/);
  });

  it('checks each patch, and names the series that there are', () => {
    const live = liveChart(empty());
    assert.throws(() => live.update({ title: '' }), /needs a title/);
    assert.throws(() => live.append('test', 0, 1), /no series "test" to append to; it has "train"/);
  });

  it('does not change the description that it was given', () => {
    const chart = empty();
    const live = liveChart(chart);
    live.append('train', 0, 1);
    assert.deepEqual(chart.description, empty().description);
  });

  it('prints only its end in a plain terminal', () => {
    const text = printed(() => {
      const live = liveChart(empty());
      for (let step = 0; step < 8; step++) live.append('train', step, 8 - step);
      live.done();
    });
    assert.equal(text, 'loss\nloss (nats), step 0 to 7\ntrain  8 █▇▆▅▄▃▂▁ 1\n');
  });
});
