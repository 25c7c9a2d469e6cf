/** From a position in the script that runs to the position in the cell as it was written. */
import { SourceMap, type SourceMapPayload } from 'node:module';
import { Lines } from './edits.js';
import { parse } from '../json.js';

/** Line and column from 1, as a person counts. */
export interface Position {
  line: number;
  column: number;
}

export type Locate = (line: number, column: number) => Position | undefined;

const comment = /\n\/\/# sourceMappingURL=data:application\/json;[^,]*base64,(\S+)\s*$/;

/** Cuts the map from the end of what TypeScript emitted. */
export function splitSourceMap(output: string): { module: string; map: string | undefined } {
  const found = comment.exec(output);
  return found === null
    ? { module: output, map: undefined }
    : { module: output.slice(0, found.index), map: found[1] };
}

/**
 * @param map - base64 text of the map from the module to the source.
 */
export function locator(
  script: { code: string; originalOffset(offset: number): number },
  module: string,
  map: string | undefined,
): Locate {
  // Errors are rare, so nothing is decoded before the first one.
  let decoded: { map: SourceMap; code: Lines; module: Lines } | undefined;
  return (line, column) => {
    if (map === undefined) return undefined;
    decoded ??= {
      map: new SourceMap(parse(Buffer.from(map, 'base64').toString()) as SourceMapPayload),
      code: new Lines(script.code),
      module: new Lines(module),
    };
    const offset = script.originalOffset(decoded.code.offset(line - 1, column - 1));
    const emitted = decoded.module.position(offset);
    const entry = decoded.map.findEntry(emitted.line, emitted.column);
    if (!('originalLine' in entry)) return undefined;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}
