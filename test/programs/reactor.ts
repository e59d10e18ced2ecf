// Runs a reactor through the JavaScript API, in a process of its own, on our engine or on Node's: argv is
// `wasabi|platform` and `perl|quickjs`. Both print to standard output.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

type Exports = Record<string, (...args: number[]) => number> & { memory: { buffer: ArrayBuffer } };

interface Namespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { exports: object };
}

interface Wasi {
  getImportObject(): object;
  initialize(instance: object): void;
}
type WasiClass = new (options: object) => Wasi;

const [engine = '', program = ''] = process.argv.slice(2);
const globals = globalThis as unknown as { WebAssembly: Namespace };

/** Puts the chosen engine in the platform's place, for packages that use the global namespace. */
async function chooseEngine(): Promise<WasiClass> {
  if (engine === 'platform') return (await import('node:wasi')).WASI as unknown as WasiClass;
  globals.WebAssembly = (await import('../../src/index.ts')).WebAssembly as unknown as Namespace;
  return (await import('../../src/abi/wasi/wasi.ts')).WASI as unknown as WasiClass;
}

const perlScript = `
  use strict; use warnings;
  my %count; my @words = map { ("alpha", "beta", "gamma", "delta")[($_ * 7 + $_ ** 2) % 4] } 1 .. 20000;
  $count{$_}++ for @words;
  printf "%s %d\\n", $_, $count{$_} for sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
  my $text = join " ", map { "item$_=" . $_ * 3.5 } 1 .. 5000;
  my $sum = 0; $sum += $2 * $1 while $text =~ /item(\\d+)=([\\d.]+)/g;
  print "sum $sum\\n";
  sub fib { my $n = shift; $n < 2 ? $n : fib($n - 1) + fib($n - 2) }
  print "fib ", fib(19), "\\n";
  my @sorted = sort { $a <=> $b } map { ($_ * 7919) % 10007 } 1 .. 5000;
  print "@sorted[0, 100, 2500, 4999]\\n";
  eval { die "caught\\n" }; print "died: $@";
  print scalar reverse("reversed"), " ", sprintf("%05.2f|%-6s|%x", 3.14159, "ab", 255), "\\n";
`;

function runPerl(Wasi: WasiClass): void {
  const { Module, Instance } = globals.WebAssembly;
  const bytes = readFileSync(join(packageRoot, 'node_modules/@6over3/zeroperl-ts/dist/esm/zeroperl.wasm'));
  const wasi = new Wasi({
    version: 'preview1',
    args: ['zeroperl'],
    env: {},
    preopens: { '/dev': '/dev' },
    returnOnExit: true,
  });
  const instance = new Instance(new Module(bytes), { ...wasi.getImportObject(), env: { call_host_function: () => 0 } });
  wasi.initialize(instance);
  const exports = instance.exports as Exports;
  const call = (name: string, ...args: number[]): number => (exports[name] as (...given: number[]) => number)(...args);
  const source = new TextEncoder().encode(`${perlScript}\0`);
  writeSync(1, `init ${call('zeroperl_init')}\n`);
  const place = call('malloc', source.length);
  new Uint8Array(exports.memory.buffer, place, source.length).set(source);
  writeSync(1, `eval ${call('zeroperl_eval', place, 1, 0, 0)}\n`);
  call('zeroperl_flush');
}

const script = `
  let output = [];
  const primes = []; for (let n = 2; primes.length < 2000; n++) if (primes.every((p) => p * p > n || n % p)) primes.push(n);
  output.push(primes.at(-1));
  class Point { constructor(x, y) { this.x = x; this.y = y } add(o) { return new Point(this.x + o.x, this.y + o.y) } }
  let p = new Point(0, 0); for (let i = 0; i < 100000; i++) p = p.add(new Point(i % 7, 0.5));
  output.push(JSON.stringify(p));
  output.push([...'the quick brown fox'].sort().join('').replace(/(\\w)\\1+/g, '<$&>'));
  output.push(2n ** 200n, [3, 1, 2].toSorted().join(), new Map([[1, 'a']]).get(1), Math.sin(1e6), 0.1 + 0.2);
  function* fib() { let [a, b] = [0, 1]; for (;;) { yield a; [a, b] = [b, a + b] } }
  let n = 0; for (const f of fib()) { if (n++ > 70) { output.push(f); break } }
  try { null.x } catch (error) { output.push(String(error)) }
  output.join('\\n');
`;

async function runQuickJs(): Promise<void> {
  const { QuickJS } = await import('quickjs-wasi');
  const vm = await QuickJS.create({ wasm: readFileSync(join(packageRoot, 'node_modules/quickjs-wasi/quickjs.wasm')) });
  const result = vm.evalCode(script);
  writeSync(1, `${result.toString()}\n`);
  const doubled = vm.newFunction('double', (value) => vm.newNumber(value.toNumber() * 2));
  vm.setProp(vm.global, 'double', doubled);
  writeSync(1, `${vm.evalCode('[1, 2, 3].map((x) => double(x)).join()').toString()}\n`);
}

const Wasi = await chooseEngine();
if (program === 'perl') runPerl(Wasi);
else await runQuickJs();
