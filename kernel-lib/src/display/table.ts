/** Tables as something to show; how they are drawn stands in `tableBundle.ts`. */
import { View } from './show.js';
import { tableBundle, type TableOptions, type TableRows } from './tableBundle.js';

export type { DataFrameLike, Mark, TableOptions, TableRows } from './tableBundle.js';

/** A table of rows or of a DataFrame; show it as the last value of a cell, or with `.show()`. */
export function table(rows: TableRows, options: TableOptions = {}): View {
  return new View(tableBundle(rows, options));
}
