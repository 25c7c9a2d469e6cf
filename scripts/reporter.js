/** mocha's spec output, plus the counts and the skipped tests by name in a JSON file that `npm test` sums up. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_PENDING } = Mocha.Runner.constants;

class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const needsOfSuites = new Map();
    // mocha resets a hook's title after this event, so what it needs is read now.
    runner.on(EVENT_HOOK_END, (hook) => {
      const need = needIn(hook.title);
      if (need !== undefined) needsOfSuites.set(hook.parent, need);
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      skipped.push({
        name: test.titlePath().join(' › '),
        need: needIn(test.title) ?? needOf(test, needsOfSuites),
      });
    });
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      const file = options.reporterOptions.counts;
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped }, null, 1));
    });
  }
}

/** What `needs()` wrote behind a title. */
function needIn(title) {
  return /\[needs (.*)\]$/.exec(title)?.[1];
}

/** What a hook of the test's suite, or of one around it, needs. */
function needOf(test, needsOfSuites) {
  for (let suite = test.parent; suite; suite = suite.parent) {
    if (needsOfSuites.has(suite)) return needsOfSuites.get(suite);
  }
  return undefined;
}

module.exports = Reporter;
