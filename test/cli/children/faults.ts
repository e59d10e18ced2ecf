// Faults that need JavaScript around the program, one a process: argv[2] names the case. Prints `name: message`.
import { Worker, workerData } from 'node:worker_threads';
import { WebAssembly } from '../../../src/index.ts';
import { assemble } from '../../../src/text/assemble.ts';

type Imports = ConstructorParameters<typeof WebAssembly.Instance>[1];

async function instance(text: string, imports: Imports = {}): Promise<Record<string, (...args: unknown[]) => unknown>> {
  const module = new WebAssembly.Module(await assemble(text));
  return new WebAssembly.Instance(module, imports).exports as Record<string, (...args: unknown[]) => unknown>;
}

function print(error: unknown): void {
  console.log(error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error));
}

const endless = '(module (func $f (export "run") (call $f)))';
const calling = '(module (import "host" "call" (func $call)) (func (export "run") (call $call)))';

async function endlessRecursion(): Promise<void> {
  const { run } = await instance(endless);
  // Twice: the first must leave nothing broken.
  for (let round = 0; round < 2; round++) {
    try {
      run?.();
    } catch (error) {
      print(error);
    }
  }
}

const cases: Readonly<Record<string, () => Promise<void>>> = {
  'recursion in the guest': endlessRecursion,
  'recursion through the host': async () => {
    const exports = await instance(calling, { host: { call: () => exports.run?.() } });
    exports.run?.();
  },
  'recursion in a worker': async () => {
    const worker = new Worker(process.argv[1] as string, { workerData: 'recursion in the guest' });
    await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
  },
  'a host function that throws': async () => {
    const thrown = new Error('from the host');
    const fail = () => {
      throw thrown;
    };
    const { run } = await instance(calling, { host: { call: fail } });
    try {
      run?.();
    } catch (error) {
      console.log(error === thrown);
      throw error;
    }
  },
  'a host function that throws no error': async () => {
    const fail = () => {
      throw 7;
    };
    const { run } = await instance(calling, { host: { call: fail } });
    run?.();
  },
  'a memory that cannot be had': async () => {
    for (const kept: unknown[] = []; ; ) {
      kept.push(await instance('(module (memory (export "m") 65536))'));
      if (kept.length > 200_000) throw new Error('no end');
    }
  },
  'memory.grow beyond': async () => {
    const { run } = await instance(
      '(module (memory 1 3) (func (export "run") (result i32) (memory.grow (i32.const 3))))',
    );
    console.log(run?.());
  },
  'a trap in the start function': async () => {
    await instance('(module (func $start unreachable) (start $start))');
  },
  'a trap in a callback of a callback': async () => {
    const inner = await instance('(module (func (export "run") (drop (i32.div_s (i32.const 1) (i32.const 0)))))');
    const { run } = await instance(calling, { host: { call: () => inner.run?.() } });
    run?.();
  },
};

const name = String(workerData ?? process.argv[2]);
try {
  await cases[name]?.();
} catch (error) {
  print(error);
}
