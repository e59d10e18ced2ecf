// The host module `spectest` that scripts import from: a wasm module, so that its functions have types of their own and
// links are checked, around host functions that print nothing.
import { assemble } from '../text/assemble.ts';
import type { Exports, ScriptEngine } from './script-engine.ts';

const printers = {
  print: '',
  print_i32: 'i32',
  print_i64: 'i64',
  print_f32: 'f32',
  print_f64: 'f64',
  print_i32_f32: 'i32 f32',
  print_f64_f64: 'f64 f64',
} as const;

/** `newer` adds what later versions of the suite import: a table of 64-bit indices, a shared memory. */
function moduleText(newer: boolean): string {
  const functions = Object.entries(printers);
  return `(module
    ${functions.map(([name, params]) => `(import "host" "print" (func $${name} (param ${params})))`).join('\n')}
    ${functions.map(([name]) => `(export "${name}" (func $${name}))`).join('\n')}
    (global (export "global_i32") i32 (i32.const 666))
    (global (export "global_i64") i64 (i64.const 666))
    (global (export "global_f32") f32 (f32.const 666.6))
    (global (export "global_f64") f64 (f64.const 666.6))
    (table (export "table") 10 20 funcref)
    ${newer ? '(table (export "table64") i64 10 20 funcref)' : ''}
    (memory (export "memory") 1 2)
    ${newer ? '(memory (export "shared_memory") 1 2 shared)' : ''})`;
}

/** Instantiates `spectest`: all of it where the engine has the features, otherwise that of WebAssembly 2.0. */
export async function instantiateSpectest(engine: ScriptEngine): Promise<Exports> {
  const imports = { host: { print: () => undefined } };
  for (const newer of [true, false]) {
    try {
      return engine.instantiate(engine.compile(await assemble(moduleText(newer))), imports);
    } catch (error) {
      if (!newer || !['unsupported', 'invalid'].includes(engine.classify(error).kind)) throw error;
    }
  }
  throw new Error('unreachable');
}
