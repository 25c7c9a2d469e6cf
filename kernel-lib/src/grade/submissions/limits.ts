/** How much is read of what a class hands in. What is beyond a limit is refused with a sentence, never read whole. */

const MiB = 1024 * 1024;

/** A notebook with its outputs. Pictures make a few MiB; what is above this was made by a program. */
export const LARGEST_NOTEBOOK = 64 * MiB;
/** An archive inside of an archive, which has to be held in memory. */
export const LARGEST_INNER_ARCHIVE = 64 * MiB;
/** All that is read for one student, so that an archive of many large files has an end. */
export const LARGEST_HAND_IN = 256 * MiB;
/** One answer. The longest reference solution has 3 KiB. */
export const LARGEST_ANSWER = 256 * 1024;
/** Unpacked to packed: text with repeated outputs stays below 100, a bomb of zeros reaches 1,000. */
export const LARGEST_RATIO = 200;
/** Below this size, a high ratio harms nobody. */
export const RATIO_MATTERS = MiB;
/** Names in one archive, and files in one folder with all below it. */
export const MOST_FILES = 200_000;
/** Folders inside each other. */
export const DEEPEST_FOLDER = 16;
/** Archives inside each other: the class's archive, and in it the one that a student made. */
export const DEEPEST_ARCHIVE = 2;
/** Notebooks of one student that are looked at. */
export const MOST_NOTEBOOKS = 40;

/** `1.5 MB` or `256 KB`, for a sentence. */
export const megabytes = (bytes: number) =>
  bytes < MiB ? `${Math.ceil(bytes / 1024)} KB` : `${Math.round((bytes / MiB) * 10) / 10} MB`;

/** Why a file, or a part of it, is not taken: one sentence that a student may read. */
export class Refused extends Error {}
