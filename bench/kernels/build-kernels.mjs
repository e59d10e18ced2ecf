// Builds the committed .wasm of every kernel, and of the other modules of the bench, from the .c or .cpp beside it, with
// the clang that npm's @yowasp/clang brings, so that the bytes do not depend on the machine. Run after changing one:
// node bench/kernels/build-kernels.mjs [SOURCE…]
// A line `// wasm: FLAGS` in a source adds flags for it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runClang } from '@yowasp/clang';

const kernels = dirname(fileURLToPath(import.meta.url));
const flags = ['--target=wasm32-unknown-unknown', '-O2', '-ffreestanding', '-nostdlib', '-Wall', '-Wextra', '-Werror'];
const cppFlags = ['-std=c++20', '-fno-exceptions', '-fno-rtti'];
const linking = ['-Wl,--no-entry', '-Wl,-z,stack-size=65536'];
const header = readFileSync(join(kernels, 'kernel.h'), 'utf8');

const folders = [kernels, join(kernels, '../suites')];
const sources = folders.flatMap((folder) => readdirSync(folder).map((source) => ({ folder, source })));
const only = process.argv.slice(2);
for (const { folder, source } of sources.filter((entry) => /\.(c|cpp)$/.test(entry.source))) {
  if (only.length > 0 && !only.includes(source)) continue;
  const text = readFileSync(join(folder, source), 'utf8');
  const files = { 'kernel.h': header, [source]: text };
  const ownFlags = text.match(/^\/\/ wasm: (.+)$/m)?.[1].split(' ') ?? [];
  const output = source.replace(/\.(c|cpp)$/, '.wasm');
  const compiler = source.endsWith('.cpp') ? ['clang++', ...cppFlags] : ['clang'];
  const built = await runClang([...compiler, ...flags, ...ownFlags, ...linking, source, '-o', output], files);
  writeFileSync(join(folder, output), built[output]);
  console.log(`${output} ${built[output].length} bytes`);
}
