/**
 * The datasheet of a corpus, after Gebru et al., "Datasheets for Datasets" (2021): its seven sections, with the answers
 * that a program can give, and the questions that only its maker can answer left open. No dates, no times: the same
 * corpus has the same datasheet.
 */
import { writeAtomic } from '../../files.js';
import type { Places } from '../pipeline/places.js';
import type { CorpusReport } from '../pipeline/report.js';
import { knownGaps } from './gaps.js';
import { datasheetMarkdown } from './markdown.js';

/** What `datasheet.json` holds. */
export interface Datasheet extends CorpusReport {
  /** Sentences on what this corpus lacks. */
  gaps: string[];
}

export const datasheetOf = (report: CorpusReport): Datasheet => ({ ...report, gaps: knownGaps(report) });

/** Writes `datasheet.md` and `datasheet.json`. */
export async function writeDatasheet(places: Places, report: CorpusReport): Promise<void> {
  const datasheet = datasheetOf(report);
  await writeAtomic(places.datasheetJson, `${JSON.stringify(datasheet, undefined, 1)}\n`);
  await writeAtomic(places.datasheet, datasheetMarkdown(datasheet));
}
