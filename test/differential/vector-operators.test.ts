// Every vector operator on random and corner operands, with and without constants among them, on every tier and for a
// processor without extensions: the same bits as on V8, but for NaNs, which need only be quiet. Node's V8 lacks relaxed
// SIMD: there all tiers on this processor agree.
import t from 'tap';
import { createEngine } from '../../src/engine.ts';
import { eagerTuning } from '../../src/index.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import type { ModuleEngine } from '../../src/runtime/engine-interface.ts';
import { LlvmTier } from '../../tiers/llvm-compile.ts';
import { InThreadEngine } from '../support/in-thread-engine.ts';
import { Random } from './vector-inputs.ts';
import {
  describeUse,
  resultBytes,
  type VectorModule,
  type VectorUse,
  vectorModule,
  vectorUses,
} from './vector-module.ts';

type Exports = Record<string, () => void> & { readonly memory: { readonly buffer: ArrayBuffer } };
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
}
const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;

const seed = Number(process.env.WASABI_SEED ?? 20261121);
const random = new Random(seed);
const suites = (['simd', 'relaxedSimd'] as const).map((feature) => {
  const uses = vectorUses(feature, random);
  return { feature, uses, module: vectorModule(uses, random) };
});

function run({ functionCount }: VectorModule, exports: Exports): DataView {
  for (let index = 0; index < functionCount; index++) (exports[`f${index}`] as () => void)();
  return new DataView(exports.memory.buffer);
}

/** Results whose NaNs may be any quiet ones: lane width, or 0. */
function nanBits({ row }: VectorUse): 0 | 32 | 64 {
  const arithmetic =
    /^(f32x4|f64x2)\.(add|sub|mul|div|sqrt|ceil|floor|trunc|nearest|min|max|demote|promote|relaxed_n?madd)/;
  const [, shape] = arithmetic.exec(row.mnemonic) ?? [];
  return shape === undefined ? 0 : shape === 'f32x4' ? 32 : 64;
}

/** Whether bits that differ are both NaNs, the found one quiet. */
function bothNaN(found: DataView, wanted: DataView, at: number, bits: 32 | 64): boolean {
  if (bits === 64) {
    const quiet = ((found.getUint32(at + 4, true) >>> 19) & 0xfff) === 0xfff;
    return quiet && Number.isNaN(wanted.getFloat64(at, true));
  }
  return ((found.getUint32(at, true) >>> 22) & 0x1ff) === 0x1ff && Number.isNaN(wanted.getFloat32(at, true));
}

function sameLanes(found: DataView, wanted: DataView, at: number, bits: 0 | 32 | 64): boolean {
  const step = bits === 0 ? 16 : bits / 8;
  for (let lane = at; lane < at + 16; lane += step) {
    let same = true;
    for (let byte = lane; byte < lane + step; byte++) same &&= found.getUint8(byte) === wanted.getUint8(byte);
    if (!same && (bits === 0 || !bothNaN(found, wanted, lane, bits))) return false;
  }
  return true;
}

const hex = (view: DataView, at: number) => Buffer.from(view.buffer, view.byteOffset + at, 16).toString('hex');

/** The first wrong row of each use. */
function differences(uses: readonly VectorUse[], { places }: VectorModule, found: DataView, wanted: DataView) {
  const list: string[] = [];
  uses.forEach((use, index) => {
    const place = places[index] as number;
    const bits = nanBits(use);
    for (let at = place; at < place + resultBytes; at += 16) {
      if (sameLanes(found, wanted, at, bits)) continue;
      const row = (at - place) / 16;
      list.push(`${describeUse(use)} row ${row}: ${hex(found, at)} instead of ${hex(wanted, at)}`);
      break;
    }
  });
  return list;
}

/** The oldest processor of the architecture. */
const target = { cpu: 'x86-64', features: '' };
const plainProcessor = {
  baseline: new LlvmTier({ tier: 'baseline', optLevel: 0, target }),
  optimized: new LlvmTier({ tier: 'optimized', optLevel: 3, target }),
};

const expected = new Map<string, DataView>();

async function check(name: string, engine: ModuleEngine, rounds: number): Promise<void> {
  await t.test(name, async (t) => {
    for (const { feature, uses, module } of suites) {
      const { exports } = new Instance(new Module(module.bytes, engine));
      for (let round = 0; round < rounds; round++) {
        const found = run(module, exports as unknown as Exports);
        const wanted = expected.get(feature) ?? found;
        t.strictSame(differences(uses, module, found, wanted).slice(0, 10), [], `${uses.length} uses of ${feature}`);
        expected.set(feature, wanted);
      }
    }
  });
}

/** A busy machine compiles slowly. */
t.setTimeout(180_000);
t.comment(`seed ${seed}`);
for (const { feature, module } of suites) {
  if (feature === 'simd') {
    expected.set(feature, run(module, new platform.Instance(new platform.Module(module.bytes)).exports));
  }
}
await check('baseline', new InThreadEngine('baseline'), 1);
await check('optimized', new InThreadEngine('optimized'), 1);
for (const [name, tuning] of Object.entries({
  tiered: eagerTuning,
  'forced OSR': { ...eagerTuning, forceOsr: true },
})) {
  const engine = createEngine({ tier: 'tiered', tuning });
  await check(name, engine, 2);
  await engine.shutdown();
}
// Without fused operations relaxed results differ: only what is not relaxed can be compared.
suites.pop();
await check('baseline without extensions', new InThreadEngine(plainProcessor.baseline), 1);
await check('optimized without extensions', new InThreadEngine(plainProcessor.optimized), 1);
