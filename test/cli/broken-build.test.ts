// A build whose code generator cannot be loaded ends in a message that says so: nobody waits for code for ever.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { startCli } from './command.ts';

/** A copy of what runs, with something else in the place of llvm-bindings. */
function brokenCopy(): string {
  const root = mkdtempSync(join(tmpdir(), 'wasabi-broken-'));
  for (const file of ['package.json', 'examples/hello.wasm', 'build/bundles', 'build/native/runtime/runtime.node']) {
    cpSync(join(packageRoot, file), join(root, file), { recursive: true });
  }
  for (const file of readdirSync(join(packageRoot, 'build')).filter((name) => /\.c?js$/.test(name))) {
    cpSync(join(packageRoot, 'build', file), join(root, 'build', file));
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'build/native/llvm-bindings'));
  writeFileSync(join(root, 'build/native/llvm-bindings/llvm-bindings.node'), 'not an addon');
  return root;
}

const root = brokenCopy();
t.teardown(() => rmSync(root, { recursive: true, force: true }));
const { status, stdout, stderr } = startCli(join(root, 'build/cli.cjs'), ['run', join(root, 'examples/hello.wasm')]);
t.equal(stdout, '');
t.match(stderr, /llvm-bindings\.node/, 'names what cannot be loaded');
t.equal(status, 134, 'as after any trap');
