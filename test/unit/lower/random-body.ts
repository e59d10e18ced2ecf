// One random function body: statements and expressions of the types wanted, within a budget.
import { type Mnemonic, opcodeById, opcodeIds } from '../../../src/core/opcodes.ts';
import {
  allTypes,
  edgeFloats,
  edgeIntegers,
  type FuncShape,
  fuelGlobal,
  globalTypes,
  laneImmediates,
  leb,
  loads,
  makesNaNs,
  needsCanonical,
  pure,
  type Random,
  stores,
  typeBytes,
  unsigned,
  type ValueType,
  vectorConstant,
  zero,
} from './random-encoding.ts';

/** What a body needs of the module that it is in. */
export interface RandomContext {
  readonly random: Random;
  readonly types: readonly FuncShape[];
  /** Type index of each function. */
  readonly functions: readonly number[];
  typeIndex(params: readonly ValueType[], results: readonly ValueType[]): number;
  someTypes(most: number): ValueType[];
}

/** One function body, written as bytes. */
export class RandomBody {
  private readonly module: RandomContext;
  private readonly random: Random;
  private readonly index: number;
  private readonly shape: FuncShape;
  private readonly locals: ValueType[];
  private readonly labels: (readonly ValueType[])[] = [];
  private readonly out: number[] = [];
  private budget = 160;

  constructor(module: RandomContext, index: number, shape: FuncShape) {
    this.module = module;
    this.random = module.random;
    this.index = index;
    this.shape = shape;
    this.locals = [...shape.params, ...module.someTypes(12), ...allTypes];
  }

  encode(): number[] {
    this.labels.push(this.shape.results);
    this.burnFuel();
    this.statements(2 + this.random.below(6), 0);
    for (const type of this.shape.results) this.expression(type, 0);
    const declared = this.locals.slice(this.shape.params.length);
    const body = [...unsigned(declared.length), ...declared.flatMap((type) => [1, typeBytes[type]]), ...this.out, 0x0b];
    return [...unsigned(body.length), ...body];
  }

  private op(name: Mnemonic, ...immediates: number[]): void {
    const { prefix, code } = opcodeById(opcodeIds[name]);
    if (prefix === 0) this.out.push(code, ...immediates);
    else this.out.push(prefix, ...unsigned(code), ...immediates);
  }

  /** Counts down the fuel, and returns zeros when there is none left. */
  private burnFuel(): void {
    this.op('global.get', fuelGlobal);
    this.op('i32.const', 1);
    this.op('i32.sub');
    this.op('global.set', fuelGlobal);
    this.op('global.get', fuelGlobal);
    this.op('i32.const', 0);
    this.op('i32.lt_s');
    this.op('if', 0x40);
    for (const type of this.shape.results) this.out.push(...zero(type));
    this.op('return');
    this.op('end');
  }

  private statements(count: number, depth: number): void {
    for (let i = 0; i < count && this.budget > 0; i++) this.statement(depth);
  }

  private statement(depth: number): void {
    this.budget--;
    const { random } = this;
    switch (random.below(depth > 4 ? 6 : 14)) {
      case 0:
      case 1:
        this.assign(depth);
        return;
      case 2:
        this.setGlobal(depth);
        return;
      case 3:
      case 4:
        this.store(depth);
        return;
      case 5:
        this.branchIf(depth);
        return;
      case 6:
        this.bulk(depth);
        return;
      case 7:
        this.table(depth);
        return;
      case 8:
        this.exit(depth);
        return;
      case 9:
      case 10:
        this.loop(depth);
        return;
      case 11:
        this.ifElse([], depth);
        return;
      case 12:
        this.call(depth);
        return;
      default:
        this.block([], depth);
    }
  }

  private localOf(type: ValueType): number {
    const candidates = this.locals.flatMap((local, index) => (local === type ? [index] : []));
    return this.random.pick(candidates);
  }

  private assign(depth: number): void {
    const type = this.random.pick(allTypes);
    this.expression(type, depth + 1);
    this.op('local.set', ...unsigned(this.localOf(type)));
  }

  private setGlobal(depth: number): void {
    const index = 1 + this.random.below(globalTypes.length - 1);
    this.canonical(globalTypes[index] as ValueType, depth + 1);
    this.op('global.set', index);
  }

  /** An address: mostly in bounds, sometimes any number. */
  private address(depth: number): void {
    this.expression('i32', depth + 1);
    if (this.random.chance(97)) {
      this.op('i32.const', ...leb(0xfff0));
      this.op('i32.and');
    }
  }

  private memarg(): number[] {
    const offset = this.random.chance(95)
      ? this.random.below(16)
      : this.random.pick([65520, 0x7fffffff, 0x80000000, 0xffffffff]);
    return [0, ...unsigned(offset)];
  }

  private store(depth: number): void {
    const name = this.random.pick(stores);
    this.address(depth);
    this.canonical(name.split('.')[0] as ValueType, depth + 1);
    this.op(name, ...this.memarg());
  }

  private branchIf(depth: number): void {
    const label = this.random.below(this.labels.length);
    const types = this.labels[this.labels.length - 1 - label] as readonly ValueType[];
    for (const type of types) this.expression(type, depth + 2);
    this.expression('i32', depth + 1);
    this.op('br_if', label);
    for (let i = 0; i < types.length; i++) this.op('drop');
  }

  private bulk(depth: number): void {
    const length = () => {
      this.expression('i32', depth + 2);
      this.op('i32.const', 31);
      this.op('i32.and');
    };
    this.address(depth + 1);
    this.random.chance(50) ? this.address(depth + 1) : this.expression('i32', depth + 2);
    length();
    if (this.random.chance(50)) this.op('memory.fill', 0);
    else this.op('memory.copy', 0, 0);
  }

  private table(depth: number): void {
    const index = () => {
      this.expression('i32', depth + 2);
      this.op('i32.const', 7);
      this.op('i32.and');
    };
    index();
    if (this.random.chance(50)) this.op('ref.func', this.random.below(this.module.functions.length));
    else {
      index();
      this.op('table.get', 0);
    }
    this.op('table.set', 0);
  }

  /** A branch, return or br_table in a block of its own, so that what follows is reachable. */
  private exit(depth: number): void {
    this.op('block', 0x40);
    this.labels.push([]);
    const wanted = this.random.below(this.labels.length);
    const types = this.labels[this.labels.length - 1 - wanted] as readonly ValueType[];
    const same = this.labels.flatMap((label, at) => (`${label}` === `${types}` ? [this.labels.length - 1 - at] : []));
    for (const type of types) this.expression(type, depth + 2);
    if (this.random.chance(40)) this.op('br', wanted);
    else {
      const targets = Array.from({ length: this.random.below(6) }, () => this.random.pick(same));
      this.expression('i32', depth + 2);
      this.op('br_table', ...unsigned(targets.length), ...targets, wanted);
    }
    if (this.random.chance(30)) this.statements(1, depth + 2);
    this.labels.pop();
    this.op('end');
  }

  private blockType(types: readonly ValueType[]): number[] {
    if (types.length === 0) return [0x40];
    if (types.length === 1) return [typeBytes[types[0] as ValueType]];
    return leb(this.module.typeIndex([], types));
  }

  private block(types: readonly ValueType[], depth: number): void {
    this.op('block', ...this.blockType(types));
    this.labels.push(types);
    this.statements(1 + this.random.below(3), depth + 1);
    for (const type of types) this.expression(type, depth + 1);
    this.labels.pop();
    this.op('end');
  }

  private ifElse(types: readonly ValueType[], depth: number): void {
    this.expression('i32', depth + 1);
    this.op('if', ...this.blockType(types));
    this.labels.push(types);
    this.statements(this.random.below(3), depth + 1);
    for (const type of types) this.expression(type, depth + 1);
    if (types.length > 0 || this.random.chance(60)) {
      this.op('else');
      this.statements(this.random.below(3), depth + 1);
      for (const type of types) this.expression(type, depth + 1);
    }
    this.labels.pop();
    this.op('end');
  }

  /** A loop with parameters of the types in `carried`, which its back edges give new values. */
  private loop(depth: number): void {
    const carried = this.random.chance(25) ? this.module.someTypes(2) : [];
    for (const type of carried) this.expression(type, depth + 1);
    const type = this.module.typeIndex(carried, []);
    this.op('loop', ...(carried.length > 0 ? leb(type) : [0x40]));
    this.labels.push(carried);
    for (const type of carried.toReversed()) this.op('local.set', ...unsigned(this.localOf(type)));
    this.burnFuel();
    this.statements(1 + this.random.below(4), depth + 1);
    for (const type of carried) this.expression(type, depth + 1);
    this.expression('i32', depth + 1);
    this.op('br_if', 0);
    for (let i = 0; i < carried.length; i++) this.op('drop');
    this.labels.pop();
    this.op('end');
  }

  /** Calls a later function, directly or by the table (whose types may not match), and keeps its results in locals. */
  private call(depth: number): void {
    const callees = this.module.functions.length;
    const indirect = this.random.chance(50);
    const callee = indirect ? this.random.below(callees) : this.index + 1 + this.random.below(callees - this.index);
    if (callee >= callees) return;
    const type = this.module.functions[callee] as number;
    const { params, results } = this.module.types[type] as FuncShape;
    for (const param of params) this.expression(param, depth + 2);
    if (indirect) {
      this.out.push(0x41, ...leb(this.random.chance(80) ? callee : this.random.below(9)));
      this.op('call_indirect', ...unsigned(type), 0);
    } else this.op('call', callee);
    for (const result of results.toReversed()) this.op('local.set', ...unsigned(this.localOf(result)));
  }

  /** An expression whose NaN, if it is one, has the canonical bits. */
  private canonical(type: ValueType, depth: number): void {
    this.expression(type, depth);
    if (type === 'f32' || type === 'f64') this.canonicalize(type);
  }

  /** Replaces a NaN on the stack by the canonical one. */
  private canonicalize(type: 'f32' | 'f64'): void {
    const local = unsigned(this.locals.indexOf(type));
    this.op('local.tee', ...local);
    if (type === 'f32') this.op('f32.const', 0, 0, 0xc0, 0x7f);
    else this.op('f64.const', 0, 0, 0, 0, 0, 0, 0xf8, 0x7f);
    this.op('local.get', ...local);
    this.op('local.get', ...local);
    this.op(`${type}.eq`);
    this.op('select');
  }

  private constant(type: ValueType): void {
    const { random } = this;
    const float = random.chance(80) ? random.pick(edgeFloats) : random.next() / 997;
    if (type === 'v128') this.op('v128.const', ...vectorConstant(random));
    else if (type === 'i32')
      this.op('i32.const', ...leb(random.chance(70) ? random.pick(edgeIntegers) : random.next() | 0));
    else if (type === 'i64') {
      const wide = (BigInt(random.next()) << 32n) | BigInt(random.next());
      this.op('i64.const', ...leb(random.chance(70) ? random.pick(edgeIntegers) : BigInt.asIntN(64, wide)));
    } else if (type === 'f32') this.op('f32.const', ...new Uint8Array(Float32Array.of(float).buffer));
    else this.op('f64.const', ...new Uint8Array(Float64Array.of(float).buffer));
  }

  private load(type: ValueType, depth: number): void {
    this.address(depth);
    this.op(this.random.pick(loads[type]), ...this.memarg());
  }

  private expression(type: ValueType, depth: number): void {
    this.budget--;
    const { random } = this;
    if (depth > 5 || this.budget < 0) {
      if (random.chance(50)) this.constant(type);
      else this.op('local.get', ...unsigned(this.localOf(type)));
      return;
    }
    switch (random.below(12)) {
      case 0:
        this.constant(type);
        return;
      case 1:
      case 2:
        this.op('local.get', ...unsigned(this.localOf(type)));
        return;
      case 3:
        this.load(type, depth);
        return;
      case 4:
        this.expression(type, depth + 1);
        this.op('local.tee', ...unsigned(this.localOf(type)));
        return;
      case 5:
        this.structured(type, depth);
        return;
      default:
        this.operator(type, depth);
    }
  }

  private structured(type: ValueType, depth: number): void {
    const { random } = this;
    switch (random.below(4)) {
      case 0:
        this.block([type], depth + 1);
        return;
      case 1:
        this.ifElse([type], depth + 1);
        return;
      case 2:
        type === 'v128' ? this.constant(type) : this.op('global.get', globalTypes.indexOf(type, 1));
        return;
      default:
        this.expression(type, depth + 1);
        this.expression(type, depth + 1);
        this.expression('i32', depth + 1);
        this.op('select');
    }
  }

  private operator(type: ValueType, depth: number): void {
    const { random } = this;
    let chosen = random.pick(pure.get(type)!);
    while (chosen.traps && random.chance(75)) chosen = random.pick(pure.get(type)!);
    for (const param of chosen.params) {
      if (needsCanonical.test(chosen.name)) this.canonical(param, depth + 1);
      else this.expression(param, depth + 1);
    }
    this.op(chosen.name, ...laneImmediates(chosen.name, random));
    const [, shape] = makesNaNs.exec(chosen.name) ?? [];
    if (shape !== undefined) this.zeroNaNs(shape as 'f32x4' | 'f64x2');
  }

  /** Replaces NaNs among the lanes of the vector on the stack by zero. */
  private zeroNaNs(shape: 'f32x4' | 'f64x2'): void {
    const local = unsigned(this.locals.indexOf('v128'));
    this.op('local.tee', ...local);
    this.op('local.get', ...local);
    this.op('local.get', ...local);
    this.op(`${shape}.eq`);
    this.op('v128.and');
  }
}
