/** Loads tfjs once, so that V8's compiled code of it is written into the folder of the first argument. */
import { createRequire } from 'node:module';
import { loadTensors, useKeptCode } from '../load-tensors.js';

useKeptCode(process.argv[2]!);
loadTensors();
(createRequire(__filename)('node:module') as { flushCompileCache?(): void }).flushCompileCache?.();
