// Builds every kernel's committed .wasm from the .c beside it, with the clang that npm's @yowasp/clang brings, so that
// the bytes do not depend on the machine. Run after changing a kernel: node bench/kernels/build-kernels.mjs
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runClang } from '@yowasp/clang';

const folder = dirname(fileURLToPath(import.meta.url));
const flags = ['--target=wasm32-unknown-unknown', '-O2', '-ffreestanding', '-nostdlib', '-Wall', '-Wextra', '-Werror'];
const linking = ['-Wl,--no-entry', '-Wl,-z,stack-size=65536'];
const header = readFileSync(join(folder, 'kernel.h'), 'utf8');

for (const source of readdirSync(folder).filter((name) => name.endsWith('.c'))) {
  const files = { 'kernel.h': header, [source]: readFileSync(join(folder, source), 'utf8') };
  const output = source.replace(/\.c$/, '.wasm');
  const built = await runClang(['clang', ...flags, ...linking, source, '-o', output], files);
  writeFileSync(join(folder, output), built[output]);
  console.log(`${output} ${built[output].length} bytes`);
}
