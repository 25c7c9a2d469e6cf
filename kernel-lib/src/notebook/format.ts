/** What a notebook file holds (nbformat 4.5), as far as we use it. */

export type Metadata = Record<string, unknown>;

/** An output as a notebook file stores it. */
export type StoredOutput =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: Metadata; metadata: Metadata }
  | { output_type: 'execute_result'; execution_count: number | null; data: Metadata; metadata: Metadata }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

interface CellBase {
  /** Unique in the notebook; letters, digits, `-` and `_`. */
  id: string;
  source: string;
  metadata: Metadata;
}

export interface CodeCell extends CellBase {
  cell_type: 'code';
  execution_count: number | null;
  outputs: StoredOutput[];
}

export interface TextCell extends CellBase {
  cell_type: 'markdown' | 'raw';
  attachments?: Record<string, Metadata>;
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  cells: Cell[];
  metadata: Metadata;
  nbformat: 4;
  nbformat_minor: number;
}

/** Our own keys of a cell, under `metadata.blossom`. */
export interface BlossomCell {
  lang?: string;
  task?: string;
  points?: number;
}

export const KERNELSPEC = { display_name: 'TypeScript (Blossom)', language: 'typescript', name: 'blossom' };

/** The cell's own keys of ours; an empty object where there are none. */
export function blossomOf(cell: { metadata: Metadata }): BlossomCell {
  const own = cell.metadata['blossom'];
  return typeof own === 'object' && own !== null ? (own as BlossomCell) : {};
}

export function newNotebook(cells: Cell[], metadata: Metadata = {}): Notebook {
  return {
    cells,
    metadata: {
      kernelspec: { ...KERNELSPEC },
      language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
      ...metadata,
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** The notebook as it is before any cell has run. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell): Cell =>
    cell.cell_type === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell,
  );
  return { ...notebook, cells };
}

/** A copy without some keys. */
export function without(object: Metadata, keys: readonly string[]): Metadata {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
