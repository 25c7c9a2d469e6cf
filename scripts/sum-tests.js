/**
 * `node scripts/sum-tests.js PROBLEMS FILE…`: sums the counts of test runs; the last line of continuous integration.
 * `PROBLEMS` failures came from elsewhere. A skip is a failure, unless it needs a graphics card or another system.
 */
'use strict';

const fs = require('node:fs');

const MAY_BE_SKIPPED = /^(gpu|graphics card|webgpu|cuda|windows|macos|another operating system)\b/i;

/** @returns what to print, line by line, and the sums. */
function sum(problems, runs) {
  const totals = { passed: 0, failed: problems, skipped: 0 };
  const lines = [];
  for (const { file, counts } of runs) {
    if (counts === undefined) {
      totals.failed++;
      lines.push(`${file} is missing: that run did not get to its end.`);
      continue;
    }
    totals.passed += counts.passed;
    totals.failed += counts.failed;
    for (const { name, need } of counts.skipped) {
      const allowed = need !== undefined && MAY_BE_SKIPPED.test(need);
      totals[allowed ? 'skipped' : 'failed']++;
      if (!allowed)
        lines.push(`Skipped, but must run here: ${name}${need === undefined ? '' : ` (needs ${need})`}`);
    }
  }
  const skips = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  return { totals, lines: [...lines, `${totals.passed} passed, ${totals.failed} failed${skips}`] };
}

function read(file) {
  if (!fs.existsSync(file)) return { file };
  return { file, counts: JSON.parse(fs.readFileSync(file, 'utf8')) };
}

if (require.main === module) {
  const [problems, ...files] = process.argv.slice(2);
  const { totals, lines } = sum(Number(problems), files.map(read));
  console.log(lines.join('\n'));
  process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

module.exports = { sum };
