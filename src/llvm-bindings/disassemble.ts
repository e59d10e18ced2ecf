// Machine code of this processor as assembly text, in Intel's syntax.
import { native } from './binding.ts';

export interface AssemblyLine {
  /** From the start of the image that the code belongs to. */
  readonly offset: number;
  readonly text: string;
}

/**
 * Disassembles `sizeBytes` of an image's code from `offset` on. Targets of jumps are shown as offsets in the image; what
 * is no instruction, such as a constant, as `.byte`. Throws a RangeError when the range is not in the code.
 */
export function disassemble(code: Uint8Array, offset: number, sizeBytes: number): AssemblyLine[] {
  if (!(offset >= 0 && sizeBytes >= 0 && offset + sizeBytes <= code.length)) {
    throw new RangeError(`no code at ${offset} to ${offset + sizeBytes}`);
  }
  const { offsets, texts } = native().disassemble(code.subarray(offset, offset + sizeBytes), offset);
  return texts.map((text, index) => ({ offset: offsets[index]!, text: text.replaceAll('\t', ' ') }));
}
