'use strict';

const table = [1, 2, 3, 4, 5, 6];

module.exports = {
  task: 'tensors',
  exports: ['elementAt', 'transposed'],
  visible: [
    { name: 'a list is a tensor of one axis', call: 'elementAt', args: [[7, 8, 9], [3], [2]], expected: 9 },
    {
      name: 'row 1, column 0 of a table [2, 3]',
      call: 'elementAt',
      args: [table, [2, 3], [1, 0]],
      expected: 4,
      hint: 'One whole row, of as many numbers as there are columns, stands before row 1.',
    },
    {
      name: 'three axes',
      call: 'elementAt',
      args: [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        [2, 3, 2],
        [1, 2, 0],
      ],
      expected: 10,
      hint: 'Go axis by axis: the place so far, times the size of this axis, plus the index on this axis.',
    },
    { name: 'shape [] holds one number', call: 'elementAt', args: [[42], [], []], expected: 42 },
    {
      name: 'transposes a table [2, 3]',
      call: 'transposed',
      args: [table, 2, 3],
      expected: [1, 4, 2, 5, 3, 6],
      unchangedArguments: true,
      hint: 'The first numbers of the result are column 0 from top to bottom.',
    },
    {
      name: 'transposes one row into one column',
      call: 'transposed',
      args: [[1, 2, 3], 1, 3],
      expected: [1, 2, 3],
    },
  ],
};
