// How eagerly V8 optimizes the compilers' own JavaScript. Knows nothing of wasm.
import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that a function runs between V8's looks at whether to optimize it: four times its default. At that
 * pace V8's threads spend as long on the compilers as a small program takes to be compiled and run, beside it.
 */
const bytecodeBudget = 540_000;

/**
 * From now on V8 optimizes JavaScript later, in all threads of the process. Bytecode that was kept is refused afterwards,
 * as it belongs to other flags: call it when everything is loaded.
 */
export function optimizeScriptsLater(): void {
  setFlagsFromString(`--interrupt-budget=${bytecodeBudget}`);
}
