// Our own runtime at one tier, in the shape of the platform's WebAssembly namespace.
import { createEngine, type EngineMetrics } from '../../src/engine.ts';
import { WebAssembly } from '../../src/index.ts';
import type { ImportObject } from '../../src/js-api/imports.ts';
import { Module } from '../../src/js-api/module.ts';
import type { ModuleEngine } from '../../src/runtime/engine-interface.ts';
import { DirectEngine } from './direct-engine.ts';
import type { WasabiTier } from './protocol.ts';

export interface OwnEngine {
  readonly namespace: object;
  /** What its tiers counted; undefined for baseline code that was compiled ahead. */
  metrics(): EngineMetrics | undefined;
  /** Writes what is kept between runs. Threads end with the process, which waits for no compile. */
  keepCode(): void;
}

function namespaceOn(engine: ModuleEngine): object {
  class EngineModule extends Module {
    constructor(bytes: Uint8Array) {
      super(bytes, engine);
    }
  }
  const compile = async (bytes: Uint8Array) => new EngineModule(bytes);
  const instantiate = async (source: Uint8Array | Module, imports?: ImportObject) => {
    if (source instanceof Module) return WebAssembly.instantiate(source, imports);
    const module = new EngineModule(source);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  // Its members are not enumerable, as the platform's are not.
  const namespace = Object.defineProperties({}, Object.getOwnPropertyDescriptors(WebAssembly));
  return Object.assign(namespace, { Module: EngineModule, compile, instantiate });
}

/** With `cacheDirectory`, code is taken from there, and kept there by `keepCode`. */
export function createOwnEngine(tier: WasabiTier, cacheDirectory?: string): OwnEngine {
  if (tier === 'plain' || tier === 'counting') {
    const engine = new DirectEngine({ counters: tier === 'counting' });
    return { namespace: namespaceOn(engine), metrics: () => undefined, keepCode: () => {} };
  }
  const cache = cacheDirectory === undefined ? {} : { cache: { directory: cacheDirectory } };
  const engine = createEngine({ tier, ...cache });
  return { namespace: namespaceOn(engine), metrics: () => engine.metrics(), keepCode: () => engine.saveCache() };
}
