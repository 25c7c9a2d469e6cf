/** stub */
import type { Places } from '../pipeline/places.js';
import type { CorpusReport } from '../pipeline/report.js';
import { writeAtomic } from '../../files.js';
export async function writeDatasheet(places: Places, report: CorpusReport): Promise<void> {
  await writeAtomic(places.datasheetJson, JSON.stringify(report, undefined, 1));
}
