/**
 * The programs of docs/grading/abuse.md under bubblewrap, each with the exact outcome; and those that rest on the
 * isolation once more without any, where they get what they want: so each of them would tell if it were let through.
 * Notebooks (rows 3, 20, 21, 35 to 46) and intent (47 to 51) have files of their own.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ABUSES, examine, type Finding } from 'kernel-lib/dist/grade/doctor/examine.js';
import type { Abuse } from 'kernel-lib/dist/grade/doctor/abuse.js';
import { makeStage, MARK_PLACES, type Stage } from 'kernel-lib/dist/grade/doctor/stage.js';
import { chooseIsolation } from 'kernel-lib/dist/grade/isolation/choose.js';
import type { Isolation } from 'kernel-lib/dist/grade/isolation/isolation.js';
import { root } from '../support/paths.js';
import { needs } from '../support/needs.js';

/** Those that only wait leave the processor to the others. */
const isWaiting = ({ expected }: Abuse) => expected === 'time limit' || expected === 'memory limit';
const LANES = [ABUSES.filter(isWaiting), ABUSES.filter((abuse) => !isWaiting(abuse))];
const nameOf = ({ number, title, expected }: Abuse) => `${number} ${title}: ${expected}`;

describe('abuse', () => {
  describe('under bubblewrap', () => {
    const stages: Stage[] = [];
    const findings = new Map<Abuse, Promise<Finding>>();
    before(async function () {
      needs(this, 'bubblewrap');
      const isolation = await chooseIsolation('bubblewrap');
      for (const lane of LANES) {
        const stage = await makeStage();
        stages.push(stage);
        let last: Promise<unknown> = Promise.resolve();
        for (const abuse of lane) {
          const finding = last.then(() => examine(abuse, stage, isolation));
          finding.catch(() => undefined); // Told by its own test.
          findings.set(abuse, finding);
          last = finding;
        }
      }
    });
    after(async function () {
      this.timeout(300_000);
      await Promise.allSettled(findings.values());
      for (const stage of stages) await stage.close();
    });

    for (const abuse of ABUSES) {
      it(nameOf(abuse), async function () {
        this.timeout(300_000);
        const finding = await findings.get(abuse)!;
        const { came, gained, note } = finding;
        assert.deepEqual({ came, gained, note }, { came: abuse.expected, gained: false, note: undefined });
        assert.equal(finding.asExpected, true);
      });
    }
  });

  describe('without isolation', () => {
    let stage: Stage;
    let isolation: Isolation;
    before(async function () {
      // The paths and services that the programs look for are those of Linux.
      needs(this, 'bubblewrap');
      stage = await makeStage();
      isolation = await chooseIsolation('none');
    });
    after(async () => {
      if (stage === undefined) return;
      await stage.close();
      const left = MARK_PLACES.map((folder) => join(folder, stage.mark)).filter(existsSync);
      assert.deepEqual(left, []);
    });

    for (const abuse of ABUSES.filter(({ restsOn }) => restsOn === 'isolation')) {
      it(`${abuse.number} ${abuse.title}: gets what it wants`, async () => {
        const { gained, asExpected } = await examine(abuse, stage, isolation);
        assert.deepEqual({ gained, asExpected }, { gained: true, asExpected: false });
      });
    }

    it('2 finds a check that is in its process', async () => {
      const search = ABUSES.find(({ number }) => number === 2)!;
      const planted = {
        ...search,
        source: (of: Stage) => `const planted = '${of.canary}';${search.source(of)}void planted;`,
      };
      assert.equal((await examine(planted, stage, isolation)).gained, true);
    });
  });

  it('is all of the programs of the table', () => {
    const numbers = [...new Set(ABUSES.map(({ number }) => number))];
    const ofPrograms = Array.from({ length: 34 }, (_, i) => i + 1).filter((n) => ![3, 20, 21].includes(n));
    assert.deepEqual(numbers, ofPrograms);
  });

  it('has the outcomes of docs/grading/abuse.md', () => {
    const rows = readFileSync(join(root, 'docs', 'grading', 'abuse.md'), 'utf8').matchAll(
      /^\| (\d+) +\|[^|]*\| `([a-z ]+)` +\|/gm,
    );
    const table = new Set([...rows].map(([, number, outcome]) => `${number} ${outcome}`));
    for (const { number, expected } of ABUSES)
      assert.ok(table.has(`${number} ${expected}`), `${number} ${expected}`);
    const numbers = new Set([...table].map((row) => parseInt(row)));
    assert.equal(numbers.size, 51);
  });
});
