/** Notebooks for tests. */

/** A notebook of these code cells, as a front end writes it, for our kernel. */
export const notebook = (...sources: string[]) =>
  JSON.stringify({
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: {
      kernelspec: { name: 'blossom', display_name: 'TypeScript (Blossom)', language: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
