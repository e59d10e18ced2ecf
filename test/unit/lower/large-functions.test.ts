// A function so large that its locals live in the frame at baseline: many branches that meet, each after other
// assignments. Every tier agrees with V8, and what branches would copy does not make up the code.
import t from 'tap';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { createEngine, Instance, Module, type TierMode } from '../../../src/index.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { createTiers } from '../../../tiers/tiers.ts';
import { eagerTuning, type Tuning } from '../../../tiers/tuning.ts';

const cases = 60;
const locals = 40;

/** An interpreter whose cases assign a few locals each, those of one type from those of another too. */
function text(): string {
  const type = (local: number) => ['i32', 'f64', 'i64', 'f32'][local % 4];
  const declared = Array.from({ length: locals }, (_, local) => `(local $l${local} ${type(local)})`).join(' ');
  const step = (index: number) => {
    const at = (offset: number, kind: number) => `$l${(((index * 7 + offset * 4) % locals) & ~3) | kind}`;
    return `
      (local.set ${at(0, 0)} (i32.add (local.get ${at(1, 0)}) (i32.mul (local.get $state) (i32.const ${index + 3}))))
      (local.set ${at(2, 1)} (f64.add (local.get ${at(0, 1)}) (f64.convert_i32_s (local.get ${at(0, 0)}))))
      (local.set ${at(3, 2)} (i64.xor (i64.extend_i32_s (local.tee ${at(2, 0)} (i32.rotl (local.get ${at(0, 0)}) (i32.const ${index}))))
        (local.get ${at(1, 2)})))
      (br_if $next (i32.and (local.get ${at(2, 0)}) (i32.const ${1 << (index % 5)})))
      (local.set ${at(1, 3)} (f32.add (f32.convert_i64_s (local.get ${at(3, 2)})) (local.get ${at(2, 3)})))
      (local.set $state (i32.add (local.get $state) (i32.const 5)))
      (br $next)`;
  };
  let body = `(br_table ${Array.from({ length: cases }, (_, index) => `$c${index}`).join(' ')} $next
    (i32.rem_u (local.get $state) (i32.const ${cases + 1})))`;
  for (let index = 0; index < cases; index++) body = `(block $c${index} ${body}) ${step(index)}`;
  const sum = Array.from({ length: locals }, (_, local) => {
    const value = `(local.get $l${local})`;
    const bits = [value, `(i32.trunc_sat_f64_s ${value})`, `(i32.wrap_i64 ${value})`, `(i32.trunc_sat_f32_s ${value})`];
    return `(local.set $state (i32.add (i32.rotl (local.get $state) (i32.const 3)) ${bits[local % 4]}))`;
  });
  return `(module (func (export "run") (param $state i32) (param $left i32) (result i32) ${declared}
    (loop $again
      (block $next ${body})
      (local.set $state (i32.add (i32.mul (local.get $state) (i32.const 31)) (i32.const 7)))
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    ${sum.join('\n')} (local.get $state)))`;
}

type Run = (state: number, left: number) => number;
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: { run: Run } };
}

const bytes = await assemble(text());
const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: Platform };
const inputs = [
  [0, 1],
  [1, 1000],
  [17, 5000],
  [-5, 20_000],
] as const;
const observe = (run: Run) => inputs.map(([state, left]) => run(state, left));
const wanted = observe(new platform.Instance(new platform.Module(bytes)).exports.run);

const modes: readonly (readonly [string, TierMode, Partial<Tuning>])[] = [
  ['baseline', 'baseline', {}],
  ['optimized', 'optimized', {}],
  ['tiered', 'tiered', eagerTuning],
  ['forced OSR', 'tiered', { ...eagerTuning, entryBudget: 1 << 30, forceOsr: true }],
];

for (const [name, tier, tuning] of modes) {
  t.test(name, async (t) => {
    const engine = createEngine({ tier, tuning });
    const { run } = new Instance(new Module(bytes, engine)).exports as unknown as { run: Run };
    t.strictSame(observe(run), wanted);
    await engine.shutdown();
  });
}

const module = decodeModule(bytes);
const { code } = createTiers().baseline.compile({ functions: [0] }, { module });
const bodyBytes = module.functions.sizes[0]!;
t.ok(code.length < 10 * bodyBytes, `${code.length} bytes of code for a body of ${bodyBytes}`);
