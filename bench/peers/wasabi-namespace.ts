// Our own runtime at one tier, in the shape that serve.ts asks of every engine.
import { createEngine, type TierMode } from '../../src/engine.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';

export function createNamespace(tier: TierMode): {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: unknown;
} {
  const engine = createEngine({ tier });
  return {
    Module: class extends Module {
      constructor(bytes: Uint8Array) {
        super(bytes, engine);
      }
    },
    Instance,
  };
}
