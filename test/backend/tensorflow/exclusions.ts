/** Which specs of tfjs-core's suite need not pass on TensorFlow: its own authors' list, and ours with reasons. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindingPackage } from 'kernel-lib/dist/backend/tensorflow/place.js';

/** Parts of names of specs, by the reason why they fail. */
const ours: Readonly<Record<string, readonly string[]>> = {
  "It throws as it should, in TensorFlow's own words; tfjs-node's list means it too, but spells it depthwiseConv2D.":
    ['depthwiseConv2d gradients under test {} throws error on dilations > 1'],
};

/** The list is read from the package itself (`IGNORE_LIST` in its run_tests), so that it is theirs and no other. */
function ofTfjsNode(folder: string): string[] {
  const source = readFileSync(join(bindingPackage(folder), 'dist', 'run_tests.js'), 'utf8');
  const list = /IGNORE_LIST = \[(.*?)\n\];/s.exec(source)?.[1];
  if (list === undefined) throw new Error('There is no IGNORE_LIST in run_tests.js of tfjs-node.');
  const withoutComments = list.replace(/^\s*\/\/.*$/gm, '');
  return [...withoutComments.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, text]) =>
    text!.replace('test-tensorflow {}', 'under test {}'),
  );
}

export function excluded(folder: string): (name: string) => boolean {
  const parts = [...ofTfjsNode(folder), ...Object.values(ours).flat()];
  return (name) => parts.some((part) => name.includes(part));
}
