/** Lines between a cell and a program in the front end, such as a widget (Jupyter calls them comms). */
import { UserError } from '../errors.js';
import { host, type Comm, type CommData, type CommOpener, type CommOptions, type Host } from './host.js';

/**
 * Has `onOpen` called with each comm that the front end opens for this target.
 * An error in it, or in a handler that it gives, is shown under the cell that registered it.
 */
export function registerCommTarget(name: string, onOpen: CommOpener): void {
  within('registerCommTarget')(name, onOpen);
}

/** Opens a comm to a program in the front end that knows the target. */
export function openComm(target: string, data: CommData = {}, options: CommOptions = {}): Comm {
  return within('openComm')(target, data, options);
}

function within<K extends 'registerCommTarget' | 'openComm'>(name: K): NonNullable<Host[K]> {
  const method = host()?.[name];
  if (method === undefined) {
    throw new UserError(`${name} works in a notebook cell alone: run this in JupyterLab or VS Code.`);
  }
  return method;
}
