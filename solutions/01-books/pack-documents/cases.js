'use strict';

const of = (name, documents, T, tokens, segments, targets, hint) => ({
  name,
  call: 'packDocuments',
  args: [documents, T],
  expected: { tokens, segments, targets },
  unchangedArguments: true,
  ...(hint === undefined ? {} : { hint }),
});

module.exports = {
  task: 'pack-documents',
  exports: ['packDocuments'],
  visible: [
    of(
      'one document that fills its row',
      [[7, 8, 9]],
      3,
      [[7, 8, 9]],
      [[1, 1, 1]],
      [[8, 9, -1]],
      'Nothing follows the 9.',
    ),
    of(
      'one document and padding',
      [[7, 8]],
      4,
      [[7, 8, 0, 0]],
      [[1, 1, 0, 0]],
      [[8, -1, -1, -1]],
      'The padding has no segment, and nobody predicts it.',
    ),
    of(
      'three documents in two rows',
      [
        [7, 8, 9],
        [4, 5],
        [6, 7, 8],
      ],
      5,
      [
        [7, 8, 9, 4, 5],
        [6, 7, 8, 0, 0],
      ],
      [
        [1, 1, 1, 2, 2],
        [1, 1, 1, 0, 0],
      ],
      [
        [8, 9, -1, 5, -1],
        [7, 8, -1, -1, -1],
      ],
      'The 9 must not predict the 4: another document begins there.',
    ),
    of(
      'a long document is cut',
      [[1, 2, 3, 4, 5], [6]],
      3,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [
        [1, 1, 1],
        [1, 1, 2],
      ],
      [
        [2, 3, -1],
        [5, -1, -1],
      ],
      'Each piece is a document of its own, also for the targets: nothing follows the 3 in its row.',
    ),
    of(
      'a document never waits for room further up',
      [[1, 2], [3, 4, 5], [6]],
      3,
      [
        [1, 2, 0],
        [3, 4, 5],
        [6, 0, 0],
      ],
      [
        [1, 1, 0],
        [1, 1, 1],
        [1, 0, 0],
      ],
      [
        [2, -1, -1],
        [4, 5, -1],
        [-1, -1, -1],
      ],
      'Only the last row takes more documents: keep their order.',
    ),
    of('empty documents take no place', [[], [4], []], 2, [[4, 0]], [[1, 0]], [[-1, -1]]),
    of('no documents, no rows', [], 4, [], [], []),
  ],
};
