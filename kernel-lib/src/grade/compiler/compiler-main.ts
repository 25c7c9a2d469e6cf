/**
 * The compiler's process, confined: reads cells and never runs them, so one serves many submissions.
 *
 *   {nonce, compile, names} → {nonce, value: {code, map} or {problems}}   as `encode` writes it
 */
import { receive, send } from '../channel.js';
import { READY } from '../frames.js';
import { transpileCell } from '../compile.js';
import { encode } from '../values.js';

interface Request {
  nonce: string;
  compile: string;
  names: string[];
}

send({ nonce: READY, value: true });
for (let request = receive<Request>(); request !== undefined; request = receive<Request>()) {
  const { nonce, compile, names } = request;
  send({ nonce, value: encode(transpileCell(compile, names)) });
}
