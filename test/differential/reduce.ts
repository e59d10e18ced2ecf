// Makes a failing module small: functions to `unreachable`, then ever smaller runs of operators to nothing. Knows not how
// a module fails.
import { WasmError } from '../../src/core/errors.ts';
import type { Module } from '../../src/core/module.ts';
import { opcodeIds } from '../../src/core/opcodes.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { validateModule } from '../../src/validate/validate-module.ts';
import { readBody, writeBody } from './bodies.ts';
import { codeSection, joinSections, sectionIds, splitSections } from './sections.ts';

/** Bodies as pieces that can be left out. */
interface Parts {
  readonly module: Module;
  /** One a function: its operators, of which the last `end` always stays. */
  readonly bodies: readonly (readonly Uint8Array[])[];
}

const trap = Uint8Array.of(opcodeIds.unreachable);

function partsOf(bytes: Uint8Array): Parts {
  const module = decodeModule(bytes);
  const bodies = Array.from({ length: module.functions.count }, (_, index) =>
    readBody(module, index)
      .operators.slice(0, -1)
      .map(({ start, end }) => module.bytes.subarray(start, end)),
  );
  return { module, bodies };
}

function assembleParts({ module, bodies }: Parts): Uint8Array {
  const end = Uint8Array.of(opcodeIds.end);
  const sections = splitSections(module.bytes);
  const encoded = bodies.map((pieces, index) => writeBody(readBody(module, index), [], [...pieces, end]));
  sections.set(sectionIds.code, codeSection(encoded));
  return joinSections(sections);
}

function isValid(bytes: Uint8Array): boolean {
  try {
    validateModule(decodeModule(bytes));
    return true;
  } catch (error) {
    if (error instanceof WasmError) return false;
    throw error;
  }
}

/** A smaller module for which `fails` still holds; it is asked at most `mostTries` times. */
export async function reduceModule(
  bytes: Uint8Array,
  fails: (bytes: Uint8Array) => Promise<boolean>,
  mostTries = 300,
): Promise<Uint8Array> {
  let parts = partsOf(bytes);
  let tries = 0;
  const attempt = async (index: number, pieces: readonly Uint8Array[]): Promise<boolean> => {
    const changed = { ...parts, bodies: parts.bodies.with(index, pieces) };
    const candidate = assembleParts(changed);
    if (tries >= mostTries || !isValid(candidate)) return false;
    tries++;
    if (!(await fails(candidate))) return false;
    parts = changed;
    return true;
  };
  for (let index = 0; index < parts.bodies.length; index++) await attempt(index, [trap]);
  for (let index = 0; index < parts.bodies.length; index++) {
    for (let size = parts.bodies[index]!.length >> 1; size >= 1; size >>= 1) {
      for (let at = 0; at < parts.bodies[index]!.length; ) {
        const pieces = parts.bodies[index]!;
        const without = [...pieces.slice(0, at), ...pieces.slice(at + size)];
        if (!(await attempt(index, without))) at += Math.max(1, size >> 1);
      }
    }
  }
  return assembleParts(parts);
}
