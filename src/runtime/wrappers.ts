// Calls across the language border. For each signature one piece of JavaScript is generated that moves arguments
// and results through the exchange area: once optimized, a call costs a few stores and one native call.
import { ThreadContext } from '../core/instance-layout.ts';
import type { FuncType, ValType } from '../core/module.ts';
import { classify } from '../core/signature.ts';
import { TrapCode, trapMessages } from '../core/trap.ts';
import { addon } from './addon.ts';
import { raiseOutcome, throwIntoWasm } from './exceptions.ts';
import { type Exchange, ExchangeLayout, exchange, parameterOffsets, resultOffsets } from './exchange.ts';
import { externRefOf, externRefToJs } from './externs.ts';
import { isExnRef, isFuncRef, tie } from './lifetime.ts';
import type { RefBits } from './native-addon.ts';
import { referenceOf } from './reference-value.ts';
import { type FunctionOwner, funcRefToJs, type WasmFunction } from './references.ts';
import { runtimeError } from './trap-report.ts';

/** What generated code refers to by name. */
interface Environment extends Exchange {
  readonly invoke: (owner: FunctionOwner) => void;
  readonly passed: (error: unknown) => unknown;
  readonly raise: () => never;
  readonly threw: (error: unknown) => void;
  readonly toReference: (type: ValType, value: unknown, receiver: FunctionOwner) => RefBits;
  readonly fromFuncRef: (ref: RefBits) => unknown;
  readonly toExternRef: (value: unknown) => RefBits;
  readonly fromExternRef: (ref: RefBits) => unknown;
  readonly toResults: (value: unknown, count: number) => unknown[];
  readonly refuse: () => never;
}

/** `receiver` may store the reference anywhere it can reach. */
function toReference(type: ValType, value: unknown, receiver: FunctionOwner): RefBits {
  const reference = referenceOf(type, value);
  if (!reference) throw new TypeError('type incompatibility when transforming from/to JS');
  if (reference.owner) tie(reference.owner, receiver);
  return reference.ref;
}

/** What leaves `invoke` as an exception of a host function, as wasm's caller shall see it. */
function passedException(error: unknown): unknown {
  // Wasm goes deeper than V8 lets JavaScript go: a host function called there fails before it starts.
  if (!(error instanceof RangeError) || error.message !== 'Maximum call stack size exceeded') return error;
  return runtimeError(trapMessages[TrapCode.stackExhausted], TrapCode.stackExhausted, []);
}

/** Results of a host function with several results (JS Interface 5.7: iterable to list). */
function toResults(value: unknown, count: number): unknown[] {
  if (value === null || typeof (value as Iterable<unknown>)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('multi-return value must be iterable');
  }
  const results = [...(value as Iterable<unknown>)];
  if (results.length !== count) throw new TypeError('multi-return length mismatch');
  return results;
}

let shared: Environment | undefined;

function environment(): Environment {
  shared ??= {
    ...exchange(),
    invoke: addon().invoke,
    passed: passedException,
    raise: raiseOutcome,
    threw: throwIntoWasm,
    toReference,
    fromFuncRef: funcRefToJs,
    toExternRef: externRefOf,
    fromExternRef: externRefToJs,
    toResults,
    refuse: () => {
      throw new TypeError('type incompatibility when transforming from/to JS');
    },
  };
  return shared;
}

/** Expression that converts a JavaScript value (JS Interface 5.6, ToWebAssemblyValue). */
function convertIn(type: ValType, value: string): string {
  // Unary plus first, as bitwise or alone would take a BigInt for its own.
  if (type === 'i32') return `+${value} | 0`;
  if (type === 'i64') return `BigInt.asIntN(64, ${value})`;
  if (type === 'f32') return `Math.fround(${value})`;
  if (type === 'f64') return `+${value}`;
  if (type === 'externref') return `env.toExternRef(${value})`;
  return `env.toReference(${JSON.stringify(type)}, ${value}, owner)`;
}

/** Statement that stores a converted value at a byte offset of the exchange area. */
function store(type: ValType, offset: number, value: string): string {
  if (type === 'i32') return `i32[${offset / 4}] = ${value};`;
  if (type === 'i64') return `i64[${offset / 8}] = ${value};`;
  if (type === 'f32') return `f32[${offset / 4}] = ${value};`;
  if (type === 'f64') return `f64[${offset / 8}] = ${value};`;
  return `u32[${offset / 4}] = ${value}; u32[${offset / 4 + 1}] = ${value} / 0x100000000;`;
}

/** Expression that reads a value from a byte offset of the exchange area as a JavaScript value. */
function load(type: ValType, offset: number): string {
  if (type === 'i32') return `i32[${offset / 4}]`;
  if (type === 'i64') return `i64[${offset / 8}]`;
  if (type === 'f32') return `f32[${offset / 4}]`;
  if (type === 'f64') return `f64[${offset / 8}]`;
  const bits = `u32[${offset / 4}] + u32[${offset / 4 + 1}] * 0x100000000`;
  return isFuncRef(type) ? `env.fromFuncRef(${bits})` : `env.fromExternRef(${bits})`;
}

const unpackViews = 'const { i32, u32, i64, f32, f64 } = env;';

type CallableFactory = (env: Environment, ref: RefBits, owner: FunctionOwner) => WasmFunction;
type HostFactory = (env: Environment, target: (...args: unknown[]) => unknown, owner: FunctionOwner) => () => void;

const callableFactories = new Map<string, CallableFactory>();
const hostFactories = new Map<string, HostFactory>();

function cached<Factory>(cache: Map<string, Factory>, type: FuncType, make: () => Factory): Factory {
  const key = JSON.stringify([type.params, type.results]);
  let factory = cache.get(key);
  if (!factory) {
    factory = make();
    cache.set(key, factory);
  }
  return factory;
}

/** Vectors and exnrefs do not cross (JS Interface 5.6): a call whose type has one fails before anything is run. */
function cannotCross({ params, results }: FuncType): boolean {
  return [...params, ...results].some((type) => type === 'v128' || isExnRef(type));
}

/** All arguments are converted before any is stored: a conversion may run user code that calls wasm itself. */
function callableSource(type: FuncType): string {
  const names = type.params.map((_, index) => `a${index}`).join(', ');
  if (cannotCross(type)) return `return { call(${names}) { env.refuse(); } }.call;`;
  const signature = classify(type);
  const params = parameterOffsets(signature);
  const conversions = type.params.map((param, index) => `const v${index} = ${convertIn(param, `a${index}`)};`);
  const stores = type.params.map((param, index) => store(param, params[index] as number, `v${index}`));
  const results = resultOffsets(signature).map((offset, index) => load(type.results[index] as ValType, offset));
  const answer = results.length === 0 ? '' : results.length === 1 ? `return ${results[0]};` : `return [${results}];`;
  return `${unpackViews}
    const low = ref >>> 0, high = ref / 0x100000000;
    return { call(${names}) {
      ${conversions.join('\n')}
      ${stores.join('\n')}
      u32[${ExchangeLayout.callee / 4}] = low; u32[${ExchangeLayout.callee / 4 + 1}] = high;
      try { env.invoke(owner); } catch (error) { throw env.passed(error); }
      if (u32[${ExchangeLayout.outcome / 4}] !== 0) env.raise();
      ${answer}
    } }.call;`;
}

/** A JavaScript function that calls a function of compiled code. It keeps `owner` alive. */
export function makeCallable(ref: RefBits, type: FuncType, owner: FunctionOwner, name: string): WasmFunction {
  const factory = cached(callableFactories, type, () => {
    return new Function('env', 'ref', 'owner', callableSource(type)) as CallableFactory;
  });
  const callable = factory(environment(), ref, owner);
  Object.defineProperty(callable, 'name', { value: name, configurable: true });
  return callable;
}

function hostSource(type: FuncType): string {
  const signature = classify(type);
  const params = parameterOffsets(signature);
  const loads = type.params.map((param, index) => `const a${index} = ${load(param, params[index] as number)};`);
  const names = type.params.map((_, index) => `a${index}`).join(', ');
  const results = resultOffsets(signature);
  const values = results.length === 1 ? ['result'] : results.map((_, index) => `list[${index}]`);
  const conversions = type.results.map((result, index) => {
    return `const r${index} = ${convertIn(result, values[index] as string)};`;
  });
  const stores = type.results.map((result, index) => store(result, results[index] as number, `r${index}`));
  return `${unpackViews}
    return () => {
      try {
        ${cannotCross(type) ? 'env.refuse();' : ''}
        ${loads.join('\n')}
        const result = target(${names});
        ${results.length > 1 ? `const list = env.toResults(result, ${results.length});` : ''}
        ${conversions.join('\n')}
        ${stores.join('\n')}
      } catch (error) { env.threw(error); }
    };`;
}

/**
 * The function that native code calls for a host function: takes arguments from the exchange area, leaves results
 * there. `owner` stands for the host function where references are stored.
 */
export function makeHostWrapper(
  target: (...args: unknown[]) => unknown,
  type: FuncType,
  owner: FunctionOwner,
): () => void {
  const factory = cached(hostFactories, type, () => {
    return new Function('env', 'target', 'owner', hostSource(type)) as HostFactory;
  });
  return factory(environment(), target, owner);
}

/** A function of compiled code, and what must live while it runs. */
export interface Callee {
  readonly ref: RefBits;
  readonly type: FuncType;
  readonly owner: FunctionOwner;
}

/**
 * Calls with bit patterns instead of JavaScript values, so that NaN payloads and v128 cross unchanged: one 16-byte
 * value (as two 64-bit halves, low first) an argument and a result.
 */
export function invokeRaw({ ref, type, owner }: Callee, args: BigUint64Array): BigUint64Array {
  const { i64, u32 } = exchange();
  const signature = classify(type);
  if (args.length !== 2 * type.params.length) throw new RangeError(`expected ${2 * type.params.length} halves`);
  for (const [index, offset] of parameterOffsets(signature).entries()) {
    i64[offset / 8] = args[2 * index] as bigint;
    if (type.params[index] === 'v128') i64[offset / 8 + 1] = args[2 * index + 1] as bigint;
  }
  u32[ExchangeLayout.callee / 4] = ref;
  u32[ExchangeLayout.callee / 4 + 1] = ref / 0x100000000;
  try {
    addon().invoke(owner);
  } catch (error) {
    throw passedException(error);
  }
  if (u32[ExchangeLayout.outcome / 4] !== 0) raiseOutcome();
  const results = new BigUint64Array(2 * type.results.length);
  for (const [index, offset] of resultOffsets(signature).entries()) {
    const result = type.results[index];
    const low = i64[offset / 8] as bigint;
    results[2 * index] = result === 'i32' || result === 'f32' ? low & 0xffffffffn : low;
    if (result === 'v128') results[2 * index + 1] = i64[offset / 8 + 1] as bigint;
  }
  return results;
}

/** Overflow slots of a thread bound what a signature may have; a type beyond that cannot be called. */
export const maxOverflowValues = ThreadContext.valueCount;
