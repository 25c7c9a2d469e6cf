/**
 * The kernels of the backend `threads`, one file a family. Every exported kernel has one form,
 * `(args, from, to, scratch)`: it reads its arguments from `args`, does the units `from` to `to` (without the last)
 * of the job, and may use the 256 KB at `scratch`, which are its thread's own.
 */
export * from './activation';
export { attention } from './attention';
export { attentionGrad, attentionGradKeys, attentionGradQueries } from './attentionGrad';
export * from './binary';
export * from './choose';
export { addRows, copyStrided, turn } from './copy';
export { crossEntropyRows } from './crossEntropy';
export { decodeCells } from './decode';
export * from './depthwise';
export * from './embedding';
export { layerNorm, layerNormGradient } from './layerNorm';
export * from './functions';
export * from './images';
export { multiply as multiplyMatrices, packRight } from './matmul';
export { rmsNorm, rmsNormGradient, rmsNormPlainGradient } from './norm';
export { adamW, muon, squaredSums } from './optimizer';
export { packPanels } from './panels';
export * from './pool';
export * from './reduce';
export * from './resize';
export { headNormRotary, headNormRotaryGradient, rotary, rotaryBack } from './rotary';
export * from './scan';
export { softmax } from './softmax';
export * from './truth';
export * from './unary';
export * from './vectors';
