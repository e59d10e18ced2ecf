// The type section (spec 3.2.9, 3.2.10): what a type refers to must be there, and a subtype must match its supertype.
import { invalid, unsupported } from '../core/errors.ts';
import { maxSupertypes } from '../core/limits.ts';
import type { DefinedType, TypeIndex, ValType } from '../core/module.ts';
import type { ModuleContext } from './module-context.ts';

function checkReferences(types: readonly ValType[], known: number, offset: number): void {
  for (const type of types) {
    if (typeof type === 'object' && typeof type.heap === 'number' && type.heap >= known) {
      throw invalid(`unknown type ${type.heap}`, offset);
    }
  }
}

/** How many supertypes a type has, at most one more than are allowed; its own stands before it. */
function depthOf(types: readonly DefinedType[], index: TypeIndex): number {
  let depth = 0;
  for (let at = types[index]?.supertype; at !== undefined && depth <= maxSupertypes; at = types[at]?.supertype) depth++;
  return depth;
}

function checkSupertype({ module, relations }: ModuleContext, index: TypeIndex, offset: number): void {
  const type = module.types[index] as DefinedType;
  if (type.supertype === undefined) return;
  if (type.supertype >= index) throw invalid(`unknown type ${type.supertype}: a supertype stands before it`, offset);
  if (depthOf(module.types, index) > maxSupertypes) {
    throw unsupported(`a type with more than ${maxSupertypes} supertypes`, offset);
  }
  const above = module.types[type.supertype] as DefinedType;
  if (above.final) throw invalid(`sub type ${index} has a final supertype`, offset);
  if (!relations.functionFits(type, above)) throw invalid(`sub type ${index} does not match its supertype`, offset);
}

/** Validates the type section. Throws `WasmError`. */
export function validateTypes(context: ModuleContext): void {
  const { types, itemOffsets } = context.module;
  types.forEach(({ params, results, groupStart, groupSize }, index) => {
    const offset = itemOffsets.types[index] ?? 0;
    // A type may refer to its own group and what stands before.
    checkReferences(params, groupStart + groupSize, offset);
    checkReferences(results, groupStart + groupSize, offset);
    checkSupertype(context, index, offset);
  });
}
