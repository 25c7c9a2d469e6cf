/** What becomes of notebooks on their way: each takes the text of a good one. */
'use strict';

const withCells = (change) => (text) => {
  const notebook = JSON.parse(text);
  change(notebook);
  return JSON.stringify(notebook, null, 1);
};

const MANGLED = {
  torn: (text) => text.slice(0, Math.floor(text.length / 2)),
  conflict: (text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> mine\n`,
  nothing: () => '',
  page: () => '<!DOCTYPE html><title>Sign in</title><p>Your session has ended.',
  unnamed: withCells(({ cells }) => {
    for (const cell of cells) {
      delete cell.id;
      cell.metadata = {};
    }
  }),
  twice: withCells(({ cells }) => {
    const at = cells.findIndex(({ metadata }) => metadata.blossom?.task !== undefined);
    const copy = structuredClone(cells[at]);
    copy.id = 'second-copy';
    copy.source = [copy.source].flat().concat('\n// or should it be this one?\n');
    cells.splice(at + 1, 0, copy);
  }),
};

module.exports = { MANGLED };
