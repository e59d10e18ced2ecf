// Random modules whose functions tail-call each other, directly, by table and by reference, in signatures that have as
// little in common as chance allows, until their fuel is spent. What then is returned or thrown is a digest of everything
// that was passed on.
import { Random } from './vector-inputs.ts';

const numberTypes = ['i32', 'i64', 'f32', 'f64', 'v128'] as const;
type NumberType = (typeof numberTypes)[number];

const functionCount = 7;

/** An expression that moves `text` of one type into another, NaN-free so that every engine has the same bits. */
const conversions: Readonly<Record<NumberType, Readonly<Record<NumberType, (text: string) => string>>>> = {
  i32: {
    i32: (text) => `(i32.rotl ${text} (i32.const 5))`,
    i64: (text) => `(i64.extend_i32_s ${text})`,
    f32: (text) => `(f32.convert_i32_s ${text})`,
    f64: (text) => `(f64.convert_i32_u ${text})`,
    v128: (text) => `(i32x4.splat ${text})`,
  },
  i64: {
    i32: (text) => `(i32.wrap_i64 (i64.shr_u ${text} (i64.const 7)))`,
    i64: (text) => `(i64.add ${text} (i64.const 0x123456789))`,
    f32: (text) => `(f32.convert_i64_s ${text})`,
    f64: (text) => `(f64.convert_i64_s ${text})`,
    v128: (text) => `(i64x2.splat ${text})`,
  },
  f32: {
    i32: (text) => `(i32.reinterpret_f32 ${text})`,
    i64: (text) => `(i64.trunc_sat_f32_s ${text})`,
    f32: (text) => `(f32.neg ${text})`,
    f64: (text) => `(f64.promote_f32 ${text})`,
    v128: (text) => `(f32x4.splat ${text})`,
  },
  f64: {
    i32: (text) => `(i32.trunc_sat_f64_u ${text})`,
    i64: (text) => `(i64.reinterpret_f64 ${text})`,
    f32: (text) => `(f32.demote_f64 ${text})`,
    f64: (text) => `(f64.neg ${text})`,
    v128: (text) => `(f64x2.splat ${text})`,
  },
  v128: {
    i32: (text) => `(i32x4.extract_lane 2 ${text})`,
    i64: (text) => `(i64x2.extract_lane 1 ${text})`,
    f32: (text) => `(f32.convert_i32_s (i32x4.extract_lane 1 ${text}))`,
    f64: (text) => `(f64.convert_i32_s (i32x4.extract_lane 3 ${text}))`,
    v128: (text) => `(v128.not ${text})`,
  },
};

const constants: Readonly<Record<NumberType, (n: number) => string>> = {
  i32: (n) => `(i32.const ${n})`,
  i64: (n) => `(i64.const ${n * 4294967311})`,
  f32: (n) => `(f32.const ${n}.5)`,
  f64: (n) => `(f64.const ${n}.25)`,
  v128: (n) => `(v128.const i32x4 ${n} 2 3 ${n})`,
};

export class TailCallModule {
  readonly text: string;
  private readonly random: Random;
  private readonly signatures: readonly (readonly NumberType[])[];
  /** Results beyond the first, the digest. */
  private readonly more: readonly NumberType[];

  constructor(seed: number) {
    // Neighbouring seeds shall have nothing in common.
    this.random = new Random(Math.imul(seed, 0x9e3779b1) | 1);
    const typesOf = (limit: number) =>
      Array.from({ length: this.random.below(limit) }, () => numberTypes[this.random.below(5)] as NumberType);
    this.more = typesOf(3).filter((type) => type !== 'v128');
    this.signatures = Array.from({ length: functionCount }, () => typesOf(14));
    const functions = this.signatures.map((_, index) => this.function(index));
    const first = (this.signatures[0] ?? []).map((type) => constants[type](3)).join(' ');
    this.text = `(module
      (tag $done (param i64))
      (global $fuel (mut i32) (i32.const 0)) (global $digest (mut i64) (i64.const 0))
      ${this.signatures.map((types, index) => `(type $t${index} (func (param ${types.join(' ')}) ${this.results}))`).join('\n')}
      (table $functions ${functionCount} funcref)
      (elem (table $functions) (i32.const 0) func ${this.signatures.map((_, index) => `$f${index}`).join(' ')})
      ${functions.join('\n')}
      (func (export "run") (param $fuel i32) ${this.results}
        (global.set $fuel (local.get $fuel)) (global.set $digest (i64.const 1))
        (i64.add (i64.const 1) (block $caught (result i64)
          (try_table (catch $done $caught) (return (call $f0 ${first})))
          (unreachable)))
        ${this.more.map((type) => constants[type](9)).join(' ')}))`;
  }

  private get results(): string {
    return `(result ${['i64', ...this.more].join(' ')})`;
  }

  /** Some value of the type, made of a parameter of the function where it has any. */
  private value(own: readonly NumberType[], type: NumberType): string {
    const local = this.random.below(own.length + 1);
    const from = own[local];
    if (from === undefined) return constants[type](this.random.below(100));
    if (from === type && this.random.below(3) > 0) return `(local.get ${local})`;
    return conversions[from][type](`(local.get ${local})`);
  }

  private tailCall(own: readonly NumberType[]): string {
    const callee = this.random.below(functionCount);
    const operands = (this.signatures[callee] ?? []).map((type) => this.value(own, type)).join(' ');
    const kind = this.random.below(3);
    if (kind === 0) return `(return_call $f${callee} ${operands})`;
    if (kind === 1) return `(return_call_ref $t${callee} ${operands} (ref.func $f${callee}))`;
    return `(return_call_indirect $functions (type $t${callee}) ${operands} (i32.const ${callee}))`;
  }

  private ending(own: readonly NumberType[]): string {
    if (this.random.below(2) === 0) return '(throw $done (global.get $digest))';
    return `(return (global.get $digest) ${this.more.map((type) => this.value(own, type)).join(' ')})`;
  }

  private function(index: number): string {
    const own = this.signatures[index] ?? [];
    const digest = own.map(
      (type, local) => `(global.set $digest (i64.add (i64.rotl (global.get $digest) (i64.const ${local + 3}))
        ${conversions[type].i64(`(local.get ${local})`)}))`,
    );
    const loop =
      this.random.below(2) === 0
        ? ''
        : `(local.set $i (i32.const 2))
           (loop $again (global.set $digest (i64.add (global.get $digest) (i64.extend_i32_u (local.get $i))))
             (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))`;
    return `(func $f${index} (type $t${index}) (local $i i32)
      ${digest.join('\n')}
      (if (i32.eqz (global.get $fuel)) (then ${this.ending(own)}))
      (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
      ${loop}
      (if (i32.rem_u (global.get $fuel) (i32.const 3)) (then ${this.tailCall(own)}))
      ${this.tailCall(own)})`;
  }
}
