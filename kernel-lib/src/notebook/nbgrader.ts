/** The metadata by which nbgrader knows a graded cell (its schema 3). */
import { createHash } from 'node:crypto';

export interface NbgraderMetadata {
  schema_version: 3;
  grade: boolean;
  locked: boolean;
  solution: boolean;
  task: boolean;
  grade_id: string;
  points?: number;
  checksum: string;
}

/**
 * For a code cell that the learner fills in. With points it is graded too.
 * @param source - the cell's source as handed out: nbgrader sees by the checksum whether anything was written.
 */
export function nbgraderMetadata(source: string, task: string, points?: number): NbgraderMetadata {
  const flags = { grade: points !== undefined, locked: false, solution: true };
  return {
    schema_version: 3,
    ...flags,
    task: false,
    grade_id: task,
    ...(points === undefined ? {} : { points }),
    checksum: checksum({ source, cellType: 'code', ...flags, gradeId: task, points }),
  };
}

/** nbgrader's MD5 of a cell: its flags and points are written as Python writes them (`True`, `3.0`). */
export function checksum(cell: {
  source: string;
  cellType: string;
  grade: boolean;
  solution: boolean;
  locked: boolean;
  gradeId: string;
  points?: number | undefined;
}): string {
  const python = (flag: boolean) => (flag ? 'True' : 'False');
  const points = cell.grade ? pythonFloat(cell.points ?? 0) : '';
  const locked = cell.solution ? false : cell.grade ? true : cell.locked;
  return createHash('md5')
    .update(cell.source + cell.cellType + python(cell.grade) + python(cell.solution) + python(locked))
    .update(cell.gradeId + points)
    .digest('hex');
}

const pythonFloat = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));
