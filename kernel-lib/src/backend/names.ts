/** The backends by name, the best first: for who must know them without loading tfjs. */
export const BACKENDS = ['tensorflow', 'threads', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKENDS)[number];
