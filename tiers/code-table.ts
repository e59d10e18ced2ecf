// The only place where code is swapped: gives compiled code its rows of a module's code table. Works from any thread.
// Knows nothing of why code was made.
import { type CompiledModuleId, type InstalledImage, installCode } from '../src/runtime/binding.ts';
import type { CompiledCode } from './tier.ts';

/**
 * Installs a unit's code: rows are stored with release semantics, waiting threads wake, images that lost their last
 * row are retired. A row never changes to code of a lower tier. Throws when the module is gone or a symbol is unknown;
 * then no row has changed.
 */
export function installUnit(id: CompiledModuleId, compiled: CompiledCode): InstalledImage {
  const { tier, code, slots, lines, handlers, rows, osrEntries } = compiled;
  return installCode(id, { tier, code, slots, lines, handlers, rows, osrEntries });
}

/**
 * As `installUnit`, but also puts baseline code in the place of optimized code and of continuations. Its functions begin to
 * count anew: what they counted before is gone.
 */
export function replaceUnit(id: CompiledModuleId, compiled: CompiledCode): InstalledImage {
  const { tier, code, slots, lines, handlers, rows, osrEntries } = compiled;
  return installCode(id, { tier, code, slots, lines, handlers, rows, osrEntries, downgrade: true });
}
