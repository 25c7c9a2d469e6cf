/** Random numbers of a grading run: a pure function of the instructor's secret and of what is graded. */
import { createHash, createHmac } from 'node:crypto';

/** 32 bits that nobody knows without the secret: for `seededRandom`. */
export const seedOf = (secret: string, ...parts: readonly string[]): number =>
  createHmac('sha256', secret).update(parts.join('/')).digest().readUInt32BE(0);

/** Tells secrets apart and tells nothing of them: stands in each result. */
export const nameOfSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex').slice(0, 16);
