/**
 * The kernels of the backend `threads`, one file a family. Every exported kernel has one form,
 * `(args, from, to, scratch)`: it reads its arguments from `args`, does the units `from` to `to` (without the last)
 * of the job, and may use the 256 KB at `scratch`, which are its thread's own.
 */
export { packRight, multiply } from './matmul';
