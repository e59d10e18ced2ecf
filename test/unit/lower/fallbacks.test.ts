// Baseline IR stays within what FastISel selects: on a real program, only these instructions leave it, one at a time.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { lowerFunctions } from '../../../src/lower/index.ts';

/** br_table, and calls that become one instruction or a few. */
const expected =
  /missed (terminator: +switch|call: .*@llvm\.(fpto[su]i\.sat|ctlz|cttz|ctpop|trunc|floor|ceil|roundeven)\.)|missed: .*(uitofp|fptoui)/;

const quickjs = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
const module = decodeModule(readFileSync(quickjs));
const every = 8;
const functions = Array.from({ length: Math.floor(module.functions.count / every) }, (_, index) => {
  return module.importedFunctions.length + every * index;
});

const { builder } = lowerFunctions(module, { tier: 'baseline', functions });
const llvmModule = builder.build({ verify: true });
const { fallbacks } = llvmModule.emitObjectCountingFallbacks({ optLevel: 0 });
llvmModule.dispose();
t.strictSame(
  fallbacks.map(({ remark }) => remark).filter((remark) => !expected.test(remark)),
  [],
  `${fallbacks.length} fallbacks in ${functions.length} functions, all expected`,
);
t.ok(fallbacks.length < functions.length, 'fewer than one a function');
