/** What a lesson imports from 'kernel-lib', in reading order. */
export { seededRandom, randomInt, pick, shuffle, type Random } from './random.js';
export { UserError } from './errors.js';
