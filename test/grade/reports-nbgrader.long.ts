/** nbgrader itself exports the class of twelve, and makes an assignment of each solution. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Jupyter } from '../kernel/jupyter.js';
import { root } from '../support/paths.js';
import { DEADLINES, LESSON } from './reports/classOf12.js';
import { NBGRADER_CSV, PLAIN_GRADES, runPython, support } from './reports/graded.js';

describe('grade: nbgrader itself', function () {
  this.timeout(300_000);

  it('exports the class of twelve as the file that our export is compared with', function () {
    const students = PLAIN_GRADES.map(({ person, result, tasks, penalty }) => ({
      ...person,
      submitted: result?.submittedAt ?? null,
      penalty,
      scores: Object.fromEntries(tasks.map(({ task, points }) => [task, points ?? 0])),
    }));
    const input = JSON.stringify({
      lesson: LESSON,
      due: DEADLINES[LESSON].due,
      tasks: { 'mask-sentence': 3, 'cross-entropy': 3 },
      students,
    });
    assert.equal(
      runPython(this, 'nbgrader_export.py', { input }),
      readFileSync(support('peers', NBGRADER_CSV), 'utf8'),
    );
  });

  it('makes an assignment of each solution', async function () {
    const tools = await Jupyter.install(this);
    const course = mkdtempSync(join(tmpdir(), 'nbgrader-'));
    try {
      copyFileSync(join(root, 'docs', 'nbgrader_config.py'), join(course, 'nbgrader_config.py'));
      for (const name of readdirSync(join(root, 'solutions')).filter((file) => file.endsWith('.ipynb'))) {
        const assignment = basename(name, '.ipynb');
        mkdirSync(join(course, 'source', assignment), { recursive: true });
        copyFileSync(join(root, 'solutions', name), join(course, 'source', assignment, name));
        tools.succeed(['-m', 'nbgrader', 'generate_assignment', assignment, '--create'], { cwd: course });
        const made = readFileSync(join(course, 'release', assignment, name), 'utf8');
        assert.match(made, /Not written yet/);
        assert.doesNotMatch(made, /BEGIN SOLUTION/);
      }
    } finally {
      tools.remove();
      rmSync(course, { recursive: true });
    }
  });
});
