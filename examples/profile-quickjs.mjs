// Runs JavaScript in QuickJS (the npm package quickjs-wasi) on Wasabi, and keeps a profile that says where time went:
//   node examples/profile-quickjs.mjs quickjs.wprof
//   npx wasabi pgo inspect quickjs.wprof node_modules/quickjs-wasi/quickjs.wasm
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { QuickJS } from 'quickjs-wasi';
import { createEngine, Module, WebAssembly } from 'wasabi';

const script = `
  const primes = []; for (let n = 2; primes.length < 3000; n++) if (primes.every((p) => p * p > n || n % p)) primes.push(n);
  class Point { constructor(x, y) { this.x = x; this.y = y } add(o) { return new Point(this.x + o.x, this.y + o.y) } }
  let point = new Point(0, 0); for (let i = 0; i < 200000; i++) point = point.add(new Point(i % 7, 0.5));
  const words = 'the quick brown fox jumps over the lazy dog'.split(' '), count = new Map();
  for (let i = 0; i < 60000; i++) { const w = words[(i * i) % 9] + i % 5; count.set(w, (count.get(w) ?? 0) + 1) }
  [primes.at(-1), JSON.stringify(point), JSON.stringify([...count]).replace(/[aeiou]/g, '').length].join(' ')
`;

const file = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm');
const engine = createEngine();
const module = new Module(readFileSync(file), engine);
// The package looks for classes in the global namespace.
globalThis.WebAssembly = WebAssembly;
const vm = await QuickJS.create({ wasm: module });
engine.startSampling();
console.log(vm.evalCode(script).toString());
const samples = engine.stopSampling(module);
console.log(`profile: ${engine.writeProfile(module, process.argv[2], samples)}`);
await engine.shutdown();
