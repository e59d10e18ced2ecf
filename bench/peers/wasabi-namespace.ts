// Our own runtime at one tier, in the shape that serve.ts asks of every engine.
import { createEngine } from '../../src/engine.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import type { ModuleEngine } from '../../src/runtime/engine-interface.ts';
import { DirectEngine } from './direct-engine.ts';
import type { WasabiTier } from './protocol.ts';

function engineFor(tier: WasabiTier): ModuleEngine {
  if (tier === 'plain' || tier === 'counting') return new DirectEngine({ counters: tier === 'counting' });
  return createEngine({ tier });
}

export function createNamespace(tier: WasabiTier): {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: unknown;
} {
  const engine = engineFor(tier);
  return {
    Module: class extends Module {
      constructor(bytes: Uint8Array) {
        super(bytes, engine);
      }
    },
    Instance,
  };
}
