'use strict';

/** The middle value: one slow run in a few does not move it. */
exports.median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** How many seconds the work takes. */
exports.secondsOf = async (work) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** The smallest value that `percent` of all values do not exceed. */
exports.percentile = (values, percent) =>
  [...values].sort((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1];
