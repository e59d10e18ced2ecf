// Chooses what is compiled together with a function that is called for the first time: the neighbourhood that the
// program is likely to reach next. Pure; sees the call graph only through the functions it is given.
import type { FuncIndex } from '../src/core/module.ts';

export interface BatchLimits {
  readonly bodyBytes: number;
  readonly functions: number;
}

/** What the choice may ask about the module and the state of its functions. */
export interface BatchSource {
  /** Own functions called directly, in the order of their first call site. */
  callees(functionIndex: FuncIndex): readonly FuncIndex[];
  bodyBytes(functionIndex: FuncIndex): number;
  /** True while nobody compiled the function or is about to. */
  available(functionIndex: FuncIndex): boolean;
}

/**
 * The root, whatever its size, then its callees and theirs, breadth first, while they fit; one that does not fit is passed
 * over with all that only it reaches.
 */
export function chooseBatch(root: FuncIndex, source: BatchSource, limits: BatchLimits): FuncIndex[] {
  const batch = [root];
  const seen = new Set(batch);
  let bytes = source.bodyBytes(root);
  const isFull = () => batch.length >= limits.functions || bytes >= limits.bodyBytes;
  const offer = (functionIndex: FuncIndex) => {
    if (seen.has(functionIndex) || isFull()) return;
    seen.add(functionIndex);
    const size = source.bodyBytes(functionIndex);
    if (bytes + size > limits.bodyBytes || !source.available(functionIndex)) return;
    bytes += size;
    batch.push(functionIndex);
  };
  for (let next = 0; next < batch.length && !isFull(); next++) source.callees(batch[next]!).forEach(offer);
  return batch;
}
