// When LLVM cannot go on, the process ends with a named message and leaves the module behind for a report.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';
import { LlvmModule } from '../../../src/llvm-bindings/index.ts';

t.test('a fatal error names its stage, reason and reproducer', async (t) => {
  const path = join(packageRoot, 'build/test/unit/llvm-bindings/fatal-error.js');
  const { status, stderr, stdout } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 60_000 });
  t.equal(status, 70);
  t.notMatch(stdout, 'survived');
  t.match(stderr, /^llvm-bindings: fatal LLVM error while generating code: Do not know how to split/m);
  const reproducer = /^llvm-bindings: reproducer (.*\.bc)$/m.exec(stderr)?.[1];
  t.ok(reproducer);
  const module = LlvmModule.fromBitcode(readFileSync(reproducer!));
  t.match(module.toText(), 'define <16 x float> @f');
  module.dispose();
  rmSync(reproducer!);
});
