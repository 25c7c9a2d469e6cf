/** Stacks as a learner can read them, also in `console.trace` and `console.log(error)`: no frame of the kernel. */
import { readable, type CellSources } from './cellSources.js';

/** The packages between a cell and its error would otherwise hide the cell. */
const MOST_FRAMES = 50;

export function installStacks(cells: CellSources): void {
  Error.stackTraceLimit = MOST_FRAMES;
  Error.prepareStackTrace = (error, sites) => {
    const lines = aboveKernel(sites, cells).flatMap((site) => line(site, cells));
    return [title(error), ...lines].join('\n');
  };
}

const isKernel = (site: NodeJS.CallSite) => site.getFileName()?.startsWith(__dirname) === true;

/** What called the cell, or the cell's callback, is the kernel and Node. */
function aboveKernel(sites: readonly NodeJS.CallSite[], cells: CellSources): readonly NodeJS.CallSite[] {
  const lastInCell = sites.findLastIndex((site) => cells.get(site.getFileName() ?? '') !== undefined);
  const kernel = sites.findIndex((site, place) => place > lastInCell && isKernel(site));
  return kernel < 0 || lastInCell < 0 ? sites : sites.slice(0, kernel);
}

function title(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    // A name or a message that throws when it is read.
    return 'Error';
  }
}

function line(site: NodeJS.CallSite, cells: CellSources): string[] {
  const file = site.getFileName() ?? '';
  if (isKernel(site)) return [];
  const [row, column] = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0];
  const text = String(site);
  const source = cells.get(file);
  if (source === undefined) return [`    at ${text}`];
  const position = source.locate(row, column);
  if (position === undefined) return [];
  const where = `${file}:${position.line}:${position.column}`;
  return [`    at ${readable(text.replace(`${file}:${row}:${column}`, where))}`];
}
