// A module that exports every WASI function as one of its own that calls the import with the same arguments. Through
// it the tests of this folder reach WASI from compiled code, when WASABI_TEST_THROUGH names a tier.

import { nativeWasi } from '../../src/abi/wasi/native-wasi.ts';
import type { WASI } from '../../src/abi/wasi/wasi.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { type LinearMemory, linearMemoryBehind } from '../../src/runtime/memory.ts';
import { assemble } from '../../src/text/assemble.ts';
import { InThreadEngine } from '../support/in-thread-engine.ts';

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

function forwardingText(namespace: string, unstable: boolean): string {
  const functions = nativeWasi().wasiFunctions(unstable);
  const types = functions.map(({ parameters, hasResult }) => {
    const params = [...parameters].map((letter) => `(param ${letter === 'I' ? 'i64' : 'i32'})`);
    return `${params.join(' ')} ${hasResult ? '(result i32)' : ''}`;
  });
  const imports = functions.map(({ name }, index) => {
    return `(import "${namespace}" "${name}" (func $${name} ${types[index]}))`;
  });
  const forwards = functions.map(({ name, parameters }, index) => {
    const args = [...parameters].map((_, position) => `(local.get ${position})`);
    return `(func (export "${name}") ${types[index]} (call $${name} ${args.join(' ')}))`;
  });
  return `(module ${imports.join('\n')} (memory (export "memory") 16 64) ${forwards.join('\n')})`;
}

function wantedTier(): 'baseline' | 'optimized' | undefined {
  const wanted = process.env.WASABI_TEST_THROUGH;
  if (wanted === undefined || wanted === 'baseline' || wanted === 'optimized') return wanted;
  throw new Error(`no tier ${wanted}`);
}

const tier = wantedTier();

const binaries = new Map<string, Uint8Array>();
if (tier !== undefined) {
  binaries.set('wasi_snapshot_preview1', await assemble(forwardingText('wasi_snapshot_preview1', false)));
  binaries.set('wasi_unstable', await assemble(forwardingText('wasi_unstable', true)));
}

const modules = new Map<string, Module>();

function moduleFor(namespace: string): Module | undefined {
  const binary = binaries.get(namespace);
  if (tier === undefined || !binary) return undefined;
  const module = modules.get(namespace) ?? new Module(binary, new InThreadEngine(tier));
  modules.set(namespace, module);
  return module;
}

/** Functions and memory of a forwarding instance; undefined when tests are to call WASI directly. */
export function forward(wasi: WASI): { functions: Functions; memory: LinearMemory } | undefined {
  const imports = wasi.getImportObject();
  const module = moduleFor(Object.keys(imports)[0] as string);
  if (!module) return undefined;
  const { exports } = new Instance(module, imports);
  return { functions: exports as Functions, memory: linearMemoryBehind(exports.memory) as LinearMemory };
}
