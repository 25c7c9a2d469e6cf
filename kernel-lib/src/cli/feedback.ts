/** `blossom feedback`: one HTML page for each student. */
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { writeAtomic } from '../files.js';
import { feedbackPage } from '../grade/reports/feedback.js';
import { fileNames } from '../grade/reports/file-name.js';
import { loadGrades } from '../grade/reports/load.js';
import { tellWhatWasUsed, withGradeFiles, type GradeFlags } from './grades.js';

const EXAMPLES = `
Examples:
  $ npx blossom feedback                                 graded/feedback/STUDENT.html
  $ npx blossom feedback graded/week1 --out pages`;

export function feedbackCommand(): Command {
  return withGradeFiles(new Command('feedback'))
    .description('write one page for each student: points, what each check says, and the next step')
    .option('--out <folder>', 'where to write (default: feedback in the folder of results)')
    .addHelpText('after', EXAMPLES)
    .action(feedback);
}

async function feedback(results: string, flags: GradeFlags): Promise<void> {
  const loaded = await loadGrades(results, flags, flags.lesson);
  const grades = [...loaded.grades, ...loaded.unknown];
  const students = [...new Set(grades.map(({ person }) => person.student_id))];
  const folder = flags.out ?? join(results, 'feedback');
  for (const [student, name] of fileNames(students)) {
    const own = grades.filter(({ person }) => person.student_id === student);
    await writeAtomic(join(folder, `${name}.html`), feedbackPage(own));
  }
  tellWhatWasUsed(loaded);
  const pages = students.length === 1 ? 'page' : 'pages';
  console.log(`${students.length} ${pages} in ${relative(process.cwd(), folder) || '.'}`);
}
