/**
 * What the parts of grading hand to each other, as plain JSON: submissions → driver → results → reports and exports.
 * Nothing here runs anything.
 */

/** How the source of a task's cell was found in a submission. `similarity` comes with a warning. */
export type MatchedBy = 'task id' | 'cell id' | 'similarity';

/** The learner's answer to one task. Only such cells are taken from a submission; all else is the instructor's. */
export interface SubmittedAnswer {
  task: string;
  /** The cell's source. Missing where there is none, or where a person must choose. */
  source?: string;
  matchedBy?: MatchedBy;
  /** Two or more cells that claim the task and differ: a person chooses. */
  candidates?: string[];
}

/** One learner's notebook of one lesson, read and reduced to its answers. */
export interface Submission {
  /** `student_id` of the roster, or the name of the folder. */
  student: string;
  /** `00-journey`. */
  lesson: string;
  /** SHA-256 (hex) of the answers and of `unreadable`: equal answers have equal hashes. */
  hash: string;
  /** One for each task of the lesson, in its order. */
  answers: SubmittedAnswer[];
  /** What was unusual and harmless, in sentences: an edited locked cell, another kernel, two submissions. */
  warnings: string[];
  /** Why nothing could be taken from the file; then `answers` are empty. Costs no attempt, is no zero. */
  unreadable?: string;
  /** When it was handed in, as ISO 8601 in UTC, where that is known. */
  submittedAt?: string;
}

export type Outcome =
  | 'passed'
  | 'failed'
  | 'not written'
  | 'missing'
  | 'syntax error'
  | 'student error'
  | 'time limit'
  | 'memory limit'
  | 'output limit'
  | 'protocol violation'
  | 'review'
  | 'author error'
  | 'infrastructure error';

/** One check of a task: an `it` of its hidden checks, or a visible case. */
export interface CheckGrade {
  /** For the instructor. */
  name: string;
  hidden: boolean;
  outcome: Outcome;
  /** Share in the task's points, by weight; 0 for visible cases, which may be hard-coded. */
  weight: number;
  /** What the learner may read. For a hidden check only what its author wrote, never a word of the run. */
  message: string;
  /** For the instructor alone, on an author's or an infrastructure error. Never shown to a learner. */
  detail?: string;
}

export interface TaskGrade {
  task: string;
  /** The worst of the checks, or why none ran. */
  outcome: Outcome;
  /** Earned, from 0 to `maxPoints`, in hundredths. */
  points: number;
  maxPoints: number;
  checks: CheckGrade[];
}

/** `ungraded`: unreadable, or the machine failed twice. That is no zero: `score` is null. */
export type GradeState = 'graded' | 'ungraded';

/**
 * One line of `results.jsonl`. A pure function of (submission hash, check version, seed, isolation), apart from
 * `durations`: the same four give the same bytes.
 */
export interface GradeResult {
  schema: 'blossom/grade/v1';
  student: string;
  lesson: string;
  /** `Submission.hash`. */
  submission: string;
  /** SHA-256 (hex) of the lesson's checks, its reference and the grader's version. */
  checks: string;
  /** The first 16 hex digits of the SHA-256 of the secret seed: tells seeds apart, tells nothing of them. */
  seed: string;
  /** `bubblewrap`, `docker`, `node permissions`, …: `Isolation.name`. */
  isolation: string;
  state: GradeState;
  score: number | null;
  maxScore: number;
  tasks: TaskGrade[];
  warnings: string[];
  /** Why a person must look, in sentences. */
  review: string[];
  /** When the submission was handed in, where that is known. */
  submittedAt?: string;
  /** Seconds of wall time, apart from everything that must repeat. */
  durations: { total: number; tasks: Record<string, number> };
}
