/**
 * How much a kernel has to do at least: floating-point operations, and bytes of its inputs and results. Of kernels that
 * are not named here the operations are few beside the bytes, and one for each value of the result is counted.
 *
 * B rows, T queries, S keys, d head width, N places, D width, E width of a result, F hidden, V vocabulary
 */
'use strict';

const size = ({ shape }) => shape.reduce((product, length) => product * length, 1);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The share of all pairs of query and key that a batch of causal and other rows has to look at. */
function pairsShare({ q, k, causal }, read) {
  const [T, S] = [q.shape[1], k.shape[1]];
  const flags = [...read(causal)];
  return sum(flags.map((flag) => (flag === 0 ? 1 : (S - (T - 1) / 2) / S))) / flags.length;
}

/** So many for each value of the first result. */
const each =
  (count) =>
  (_, __, [result]) =>
    count * size(result);

/** Multiply-adds count two. Attention: q·kᵀ and weights·v; backwards the scores again and four products. */
const operations = {
  BatchMatMul: ({ a }, { transposeA }, [result]) => 2 * size(result) * a.shape.at(transposeA ? -2 : -1),
  // One product forwards, two backwards, each of N·D·E multiply-adds.
  BlossomLinearAdd: ({ x, weights }) => 2 * size(x) * weights.shape[1],
  BlossomLinearAddGrad: ({ x, weights }) => 4 * size(x) * weights.shape[1],
  BlossomQueryKeyValue: ({ x, query }) => 6 * size(x) * query.shape[1],
  BlossomQueryKeyValueGrad: ({ x, query }) => 12 * size(x) * query.shape[1],
  BlossomMlp: ({ x, up }) => 4 * size(x) * up.shape[1],
  BlossomMlpGrad: ({ x, up }) => 8 * size(x) * up.shape[1],
  BlossomAttention: (inputs, _, __, read) =>
    4 * size(inputs.q) * inputs.k.shape[1] * pairsShare(inputs, read),
  BlossomAttentionGrad: (inputs, _, __, read) =>
    10 * size(inputs.q) * inputs.k.shape[1] * pairsShare(inputs, read),
  // Logits and two gradients, of the places that have a target.
  BlossomLinearCrossEntropy: ({ table, targets }, _, __, read) =>
    6 * size(table) * read(targets).filter((target) => target >= 0).length,
  BlossomRmsNorm: each(4),
  BlossomRmsNormPlain: each(3),
  BlossomRmsNormGrad: each(9),
  BlossomHeadNormRotary: each(6),
  BlossomHeadNormRotaryGrad: each(10),
  BlossomAdamW: ({ parameters }) => 15 * sum(parameters.map(size)),
  // Five rounds of x·xᵀ, its square, and the product with x.
  BlossomMuon: ({ parameters }) =>
    sum(
      parameters.map(({ shape }) => {
        const [short, long] = [Math.min(...shape), Math.max(...shape)];
        return 5 * (4 * short * short * long + 2 * short ** 3);
      }),
    ),
};

/** What is changed in place is read and written. */
const inPlace = { BlossomAdamW: ['parameters', 'm', 'v'], BlossomMuon: ['parameters', 'momenta'] };

/** They give the same values another shape, or count one owner more. */
const free = ['Identity', 'Reshape'];

/** @param read - gives the values of a tensor. @returns {{flops: number, bytes: number}} */
exports.workOf = (kernelName, { inputs, attrs }, output, read) => {
  if (free.includes(kernelName)) return { flops: 0, bytes: 0 };
  const results = (Array.isArray(output) ? output : [output]).filter((one) => one !== undefined);
  const all = Object.values(inputs).flat();
  const written = (inPlace[kernelName] ?? []).flatMap((name) => inputs[name]);
  const bytes = 4 * sum([...all, ...results, ...written].map(size));
  const count = operations[kernelName];
  const flops = count === undefined ? sum(results.map(size)) : count(inputs, attrs, results, read);
  return { flops, bytes };
};
