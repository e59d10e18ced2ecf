// How eagerly V8 optimizes the compilers' own JavaScript. Knows nothing of wasm.
import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that a function runs between V8's looks at whether to optimize it: four times its default, at which
 * V8's threads take as much processor time for the compilers as a small program takes to be compiled and run.
 */
const bytecodeBudget = 540_000;

/**
 * Bytes of bytecode that V8 inlines into one function at most, a third of its default: its compiles take processor time
 * from what they are for, and what it writes runs as fast.
 */
const inlinedBytecode = 300;

/** V8 of Node 20, which this was measured with; later ones optimize in other steps, and do not all know the flag. */
const measuredV8 = /^11\./;

/**
 * From now on V8 optimizes JavaScript later and less, in all threads of the process. Bytecode that was kept is refused afterwards,
 * as it belongs to other flags: call it when everything is loaded. Does nothing on another V8 than Node 20's.
 */
export function optimizeScriptsLater(): void {
  if (!measuredV8.test(process.versions.v8)) return;
  setFlagsFromString(`--interrupt-budget=${bytecodeBudget}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytecode}`);
}
