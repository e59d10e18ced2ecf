// Drives modules that are no commands, on whatever engine is given: one line on standard output after each round.
import { readFileSync, writeSync } from 'node:fs';

export interface Namespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

interface Wasi {
  getImportObject(): object;
  initialize(instance: object): void;
}

export type WasiClass = new (options: object) => Wasi;

const perlScript = `
  my %count; $count{("alpha", "beta", "gamma", "delta")[($_ * 7 + $_ ** 2) % 4]}++ for 1 .. 12000;
  my $text = join " ", map { "item$_=" . $_ * 3.5 } 1 .. 3000;
  my $sum = 0; $sum += $2 * $1 while $text =~ /item(\\d+)=([\\d.]+)/g;
  sub fib { my $n = shift; $n < 2 ? $n : fib($n - 1) + fib($n - 2) }
  my @sorted = sort { $a <=> $b } map { ($_ * 7919) % 10007 } 1 .. 4000;
  print join(" ", map { $count{$_} } sort keys %count), " $sum ", fib(17), " $sorted[2000]\\n";
`;

function runPerl(file: string, rounds: number, { Module, Instance }: Namespace, Wasi: WasiClass): void {
  const options = {
    version: 'preview1',
    args: ['zeroperl'],
    env: {},
    preopens: { '/dev': '/dev' },
    returnOnExit: true,
  };
  const wasi = new Wasi(options);
  const imports = { ...wasi.getImportObject(), env: { call_host_function: () => 0 } };
  const instance = new Instance(new Module(readFileSync(file)), imports);
  wasi.initialize(instance);
  const exports = instance.exports as Record<string, (...args: number[]) => number> & {
    memory: { buffer: ArrayBuffer };
  };
  const call = (name: string, ...args: number[]): number => (exports[name] as (...given: number[]) => number)(...args);
  const source = new TextEncoder().encode(`${perlScript}\0`);
  call('zeroperl_init');
  const place = call('malloc', source.length);
  for (let round = 0; round < rounds; round++) {
    new Uint8Array(exports.memory.buffer, place, source.length).set(source);
    if (call('zeroperl_eval', place, 1, 0, 0) !== 0) throw new Error('perl refused the script');
    call('zeroperl_flush');
  }
}

const quickJsScript = `
  (() => {
    const primes = []; for (let n = 2; primes.length < 900; n++) if (primes.every((p) => p * p > n || n % p)) primes.push(n);
    class Point { constructor(x, y) { this.x = x; this.y = y } add(o) { return new Point(this.x + o.x, this.y + o.y) } }
    let p = new Point(0, 0); for (let i = 0; i < 20000; i++) p = p.add(new Point(i % 7, 0.5));
    const words = 'the quick brown fox jumps over the lazy dog'.split(' '), count = new Map();
    for (let i = 0; i < 8000; i++) { const w = words[(i * i) % 9] + i % 5; count.set(w, (count.get(w) ?? 0) + 1) }
    const text = JSON.stringify([...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
    return [primes.at(-1), JSON.stringify(p), text.replace(/[aeiou]/g, '').length].join(' ');
  })()
`;

/** The package uses the global namespace, which the caller has put in place. */
async function runQuickJs(file: string, rounds: number): Promise<void> {
  const { QuickJS } = await import('quickjs-wasi');
  const vm = await QuickJS.create({ wasm: readFileSync(file) });
  for (let round = 0; round < rounds; round++) writeSync(1, `${vm.evalCode(quickJsScript).toString()}\n`);
}

/** Runs a reactor by name. Throws an Error if it fails. */
export async function runReactor(
  name: string,
  file: string,
  rounds: number,
  namespace: Namespace,
  Wasi: WasiClass,
): Promise<void> {
  if (name === 'perl') runPerl(file, rounds, namespace, Wasi);
  else await runQuickJs(file, rounds);
}
