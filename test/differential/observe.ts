// Runs an instrumented module on an engine as a seed says, and writes down all that can be seen: results, traps, calls of
// host functions, globals, tables, memories. Knows nothing of tiers.
import type { Import, Limits, Module, ValType } from '../../src/core/module.ts';
import { edgeFloats, edgeIntegers, Random } from '../unit/lower/random-encoding.ts';
import {
  type Engine,
  type Exports,
  exhausted,
  type GlobalLike,
  HostFailure,
  type MemoryLike,
  type TableLike,
} from './engines.ts';
import { fuelExport, fuelPerCall, ownPrefix } from './instrument.ts';

export interface Observation {
  /** Outcomes of calls in order, each after the host calls it made, and the final state of globals and tables. */
  readonly lines: readonly string[];
  readonly memories: readonly MemoryLike[];
}

/** Told when code may be replaced: while wasm is on the stack, and while it is not. */
export interface Moments {
  duringCall(): void;
  betweenCalls(): void;
  /** All functions have been called several times, and will be once more. */
  beforeLastRound(): void;
}

const rounds = 3;
const maxFunctions = 10;
const maxHostLines = 400;
const hostFailurePercent = 2;

function show(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return typeof value;
}

/** A value for a parameter; undefined where JavaScript has none. */
function argument(type: ValType, random: Random, functions: readonly unknown[]): unknown {
  const integer = random.chance(60) ? random.pick(edgeIntegers) : random.next() | 0;
  switch (type) {
    case 'i32':
      return integer;
    case 'i64':
      return random.chance(50) ? BigInt(integer) : BigInt.asIntN(64, BigInt(integer) * 0x9e3779b97f4a7c15n);
    case 'f32':
    case 'f64':
      return random.chance(10) ? Number.NaN : random.chance(70) ? random.pick(edgeFloats) : integer / 7;
    case 'funcref':
      return random.chance(50) && functions.length > 0 ? random.pick(functions) : null;
    case 'externref':
      return random.chance(50) ? null : integer;
    default:
      return typeof type === 'object' && type.nullable ? null : undefined;
  }
}

/** A type's name in descriptors. */
function jsName(type: ValType): unknown {
  return type === 'funcref' ? 'anyfunc' : type;
}

function isCallable({ params, results }: { params: readonly ValType[]; results: readonly ValType[] }): boolean {
  const known = (type: ValType) =>
    type !== 'v128' && (typeof type === 'string' || (type.nullable && type.heap !== 'exn'));
  return params.every(known) && results.every(known);
}

/** Part of a descriptor: a memory or table that can grow by `more` at most. */
function sizes({ minimum, maximum }: Limits, more: number, is64: boolean): object {
  const most = Math.min(Number(minimum) + more, Number(maximum ?? Number.POSITIVE_INFINITY));
  const size = (value: number) => (is64 ? BigInt(value) : value);
  return { initial: size(Number(minimum)), maximum: size(most), ...(is64 && { address: 'i64' }) };
}

class CaseRun {
  readonly #engine: Engine;
  readonly #module: Module;
  readonly #random: Random;
  readonly #moments: Moments;
  readonly #lines: string[] = [];
  #hostLines = 0;
  #depth = 0;

  constructor(engine: Engine, module: Module, seed: number, moments: Moments) {
    this.#engine = engine;
    this.#module = module;
    this.#random = new Random(seed);
    this.#moments = moments;
  }

  run(bytes: Uint8Array): Observation {
    const compiled = this.#engine.compile(bytes);
    const imports = this.#imports();
    const first = this.#instantiate(compiled, imports);
    if (!first) return { lines: this.#lines, memories: [] };
    const functions = this.#functions(first);
    // Functions of a second instance come into the first one's tables after a while: same code, other state.
    const second = this.#random.chance(75) ? this.#instantiate(compiled, imports) : undefined;
    for (let round = 0; round < rounds; round++) {
      if (round === rounds - 1) {
        this.#moments.beforeLastRound();
        if (second) this.#mixTables(first, second);
      }
      for (const name of functions) if (!this.#call(first, name)) return { lines: this.#lines, memories: [] };
    }
    const instances = second ? [first, second] : [first];
    for (const exports of instances) this.#state(exports);
    return { lines: this.#lines, memories: instances.flatMap((exports) => this.#all<MemoryLike>(exports, 'm')) };
  }

  #instantiate(compiled: object, imports: object): Exports | undefined {
    try {
      return this.#engine.instantiate(compiled, imports);
    } catch (error) {
      this.#lines.push(`instantiate: ${this.#engine.failure(error)}`);
      return undefined;
    }
  }

  /** Names of the functions to call. */
  #functions(exports: Exports): string[] {
    const { importedFunctions, functions, types } = this.#module;
    const callable = Array.from({ length: functions.count }, (_, index) => index).filter((index) =>
      isCallable(types[functions.types[index]!]!),
    );
    while (callable.length > maxFunctions) callable.splice(this.#random.below(callable.length), 1);
    return callable
      .map((index) => `${ownPrefix}f${importedFunctions.length + index}`)
      .filter((name) => typeof exports[name] === 'function');
  }

  /** False when the stack was exhausted: how deep it reaches is the engine's choice, and so is all that follows. */
  #call(exports: Exports, name: string): boolean {
    const { importedFunctions, functions, types } = this.#module;
    const index = Number(name.slice(ownPrefix.length + 1));
    const { params } = types[functions.types[index - importedFunctions.length]!]!;
    const args = params.map((type) => argument(type, this.#random, []));
    (exports[fuelExport] as GlobalLike).value = fuelPerCall;
    let outcome: string;
    this.#depth++;
    try {
      outcome = show((exports[name] as (...args: unknown[]) => unknown)(...args));
    } catch (error) {
      outcome = `threw ${this.#engine.failure(error)}`;
    }
    this.#depth--;
    this.#lines.push(`${name.slice(ownPrefix.length)}(${args.map(show).join(' ')}): ${outcome}`);
    if (this.#depth === 0) this.#moments.betweenCalls();
    return outcome !== `threw ${exhausted}`;
  }

  /** Puts functions of one instance into tables of the other. */
  #mixTables(first: Exports, second: Exports): void {
    const tables = this.#all<TableLike>(first, 't');
    this.#all<TableLike>(second, 't').forEach((from, index) => {
      const to = tables[index]!;
      const length = Math.min(Number(from.length), Number(to.length), 64);
      for (const at of this.#tableIndices(index, length)) {
        if (!this.#random.chance(60)) continue;
        try {
          to.set(at, from.get(at));
        } catch (error) {
          this.#lines.push(`set ${index} ${at}: ${(error as Error).name}`);
        }
      }
    });
  }

  /** Indices 0 to `length`, as numbers or BigInts, whichever the table wants. */
  #tableIndices(table: number, length: number): (number | bigint)[] {
    const { is64 } = this.#module.tables[table]!;
    return Array.from({ length }, (_, at) => (is64 ? BigInt(at) : at));
  }

  /** Exports of one kind of the instrumentation, by index. */
  #all<Kind>(exports: Exports, letter: string): Kind[] {
    const found: Kind[] = [];
    for (let index = 0; `${ownPrefix}${letter}${index}` in exports; index++) {
      found.push(exports[`${ownPrefix}${letter}${index}`] as Kind);
    }
    return found;
  }

  #state(exports: Exports): void {
    const read = (get: () => unknown) => {
      try {
        return show(get());
      } catch (error) {
        return (error as Error).name;
      }
    };
    const globals = this.#all<GlobalLike>(exports, 'g').map((global, index) =>
      this.#module.globals[index]!.type === 'v128' ? '' : read(() => global.value),
    );
    const tables = this.#all<TableLike>(exports, 't').map(
      (table, index) =>
        `${table.length}: ${this.#tableIndices(index, Math.min(Number(table.length), 64)).map((at) => read(() => table.get(at)))}`,
    );
    this.#lines.push(`globals ${globals.join(' ')}`, ...tables.map((table) => `table ${table}`));
  }

  #imports(): Record<string, Record<string, unknown>> {
    const imports: Record<string, Record<string, unknown>> = {};
    for (const entry of this.#module.imports) {
      imports[entry.module] ??= {};
      imports[entry.module]![entry.name] ??= this.#imported(entry);
    }
    return imports;
  }

  #imported({ name, description }: Import): unknown {
    const { Memory, Table, Global, Tag } = this.#engine;
    switch (description.kind) {
      case 'function':
        return this.#hostFunction(name, this.#module.types[description.type]!.results);
      case 'memory': {
        const { limits, shared, is64 } = description.type;
        return new Memory({ ...sizes(limits, 8, is64), ...(shared && { shared }) });
      }
      case 'table': {
        const { element, limits, is64 } = description.type;
        return new Table({ ...sizes(limits, 50, is64), element: jsName(element) });
      }
      case 'global': {
        const { type, mutable } = description.type;
        return new Global({ value: jsName(type), mutable }, argument(type, this.#random, []));
      }
      case 'tag':
        return new Tag({ parameters: this.#module.types[description.type]!.params.map(jsName) });
    }
  }

  /** Writes its arguments down, lets code be replaced, fails now and then, else returns something. */
  #hostFunction(name: string, results: readonly ValType[]): (...args: unknown[]) => unknown {
    return (...args) => {
      if (this.#hostLines++ < maxHostLines) this.#lines.push(`  ${name} ${show(args)}`);
      this.#moments.duringCall();
      if (this.#random.chance(hostFailurePercent)) throw new HostFailure(name);
      const values = results.map((type) => argument(type, this.#random, []));
      return values.length > 1 ? values : values[0];
    };
  }
}

/** Everything follows from bytes and seed. `module` is `bytes` decoded. Throws what compiling throws. */
export function observe(
  engine: Engine,
  bytes: Uint8Array,
  module: Module,
  seed: number,
  moments: Moments,
): Observation {
  return new CaseRun(engine, module, seed, moments).run(bytes);
}

function buffersEqual(a: MemoryLike, b: MemoryLike): boolean {
  const [left, right] = [Buffer.from(a.buffer as ArrayBuffer), Buffer.from(b.buffer as ArrayBuffer)];
  return left.equals(right);
}

/** What two engines did differently; undefined when nothing. Whatever follows an exhausted stack is not compared. */
export function difference(expected: Observation, actual: Observation): string | undefined {
  const ended = (lines: readonly string[]) => {
    const at = lines.findIndex((line) => /: (threw )?exhausted$/.test(line));
    return at < 0 ? lines.length : at;
  };
  const masked = Math.min(ended(expected.lines), ended(actual.lines));
  const complete = masked === expected.lines.length && masked === actual.lines.length;
  const length = complete ? Math.max(expected.lines.length, actual.lines.length) : masked;
  for (let at = 0; at < length; at++) {
    const [wanted, got] = [expected.lines[at], actual.lines[at]];
    if (wanted !== got) return `line ${at}: expected ${wanted}; got ${got}`;
  }
  if (!complete) return undefined;
  if (expected.memories.length !== actual.memories.length) return 'other memories';
  const index = expected.memories.findIndex((memory, at) => !buffersEqual(memory, actual.memories[at]!));
  return index < 0 ? undefined : `memory ${index} differs`;
}
