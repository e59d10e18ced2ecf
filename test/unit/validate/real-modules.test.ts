// Programs from npm packages: they decode and validate whole, and damaged copies are refused as V8 refuses them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { decodeNames } from '../../../src/decode/names.ts';
import { validateModule } from '../../../src/validate/validate-module.ts';
import { refusal } from './cases.ts';
import { isLackingInPlatform, platformRefusal } from './platform.ts';

function programFile(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(packageRoot, 'node_modules', path)));
}

const quickjs = programFile('quickjs-wasi/quickjs.wasm');

t.test('clang: 133,000 functions', async (t) => {
  const bytes = programFile('@yowasp/clang/gen/llvm.core.wasm');
  const began = performance.now();
  const module = decodeModule(bytes);
  const decoded = performance.now();
  validateModule(module);
  const validated = performance.now();
  t.ok(module.functions.count > 100_000);
  t.comment(`decode ${Math.round(decoded - began)} ms, validate ${Math.round(validated - decoded)} ms`);
});

t.test('QuickJS', async (t) => {
  const module = decodeModule(quickjs);
  t.doesNotThrow(() => validateModule(module));
  t.equal(decodeNames(module).functionName(module.functions.count * 2), undefined);
});

t.test('damaged copies of QuickJS', async (t) => {
  const different: string[] = [];
  let valid = 0;
  let seed = 7;
  const random = (limit: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  for (let round = 0; round < 250; round++) {
    const copy = round % 10 === 0 ? quickjs.slice(0, random(quickjs.length)) : quickjs.slice();
    const at = random(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random(8));
    const ours = refusal(copy);
    if (ours?.kind === 'unsupported') continue;
    const theirs = platformRefusal(copy);
    if (theirs !== undefined && isLackingInPlatform(theirs)) continue;
    if ((theirs === undefined) !== (ours === undefined)) {
      different.push(`byte ${at}: V8 ${theirs ?? 'valid'}, ours ${ours?.message ?? 'valid'}`);
    }
    if (theirs === undefined) valid++;
  }
  t.same(different, []);
  t.comment(`${valid} of 250 were still valid`);
});
