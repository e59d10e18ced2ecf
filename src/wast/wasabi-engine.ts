// Runs scripts on our own runtime, through its JavaScript interface, with values as bits.
import { WasmError } from '../core/errors.ts';
import { TrapCode } from '../core/trap.ts';
import { Exception } from '../js-api/exception.ts';
import { Instance } from '../js-api/instance.ts';
import { Module } from '../js-api/module.ts';
import {
  invokeWithBits,
  type RawValue,
  rawFunctionType,
  readGlobalBits,
  referenceBits,
  referenceValue,
} from '../js-api/raw-values.ts';
import type { Exports, ScriptEngine, ScriptFailure } from './script-engine.ts';
import type { ScriptValue } from './values.ts';

type ModuleOptions = ConstructorParameters<typeof Module>;

const halfBits = 64;

function toRaw(value: ScriptValue, type: RawValue['type']): RawValue {
  if (value.type === 'ref') return referenceBits(type, value.value);
  if (value.type !== type) throw new TypeError(`${value.type} is passed where ${JSON.stringify(type)} is wanted`);
  const low = BigInt.asUintN(halfBits, value.bits);
  return { type, low, high: value.bits >> BigInt(halfBits) };
}

function fromRaw(raw: RawValue): ScriptValue {
  switch (raw.type) {
    case 'i32':
    case 'i64':
    case 'f32':
    case 'f64':
      return { type: raw.type, bits: raw.low };
    case 'v128':
      return { type: raw.type, bits: (raw.high << BigInt(halfBits)) | raw.low };
    default:
      return { type: 'ref', value: referenceValue(raw) };
  }
}

export class WasabiEngine implements ScriptEngine {
  readonly #engine: ModuleOptions[1];

  /** `engine` compiles every module of the scripts. */
  constructor(engine: ModuleOptions[1]) {
    this.#engine = engine;
  }

  compile(bytes: Uint8Array): Module {
    return new Module(bytes, this.#engine);
  }

  importedModules(module: unknown): string[] {
    return Module.imports(module as Module).map((entry) => entry.module);
  }

  instantiate(module: unknown, imports: Readonly<Record<string, Exports>>): Exports {
    return new Instance(module as Module, imports).exports;
  }

  invoke(exported: unknown, args: readonly ScriptValue[]): ScriptValue[] {
    const type = rawFunctionType(exported);
    if (type === undefined) throw new TypeError('the export is no function');
    if (type.params.length !== args.length) throw new TypeError(`${type.params.length} arguments are wanted`);
    const raw = args.map((value, index) => toRaw(value, type.params[index]!));
    return invokeWithBits(exported, raw).map(fromRaw);
  }

  readGlobal(exported: unknown): ScriptValue {
    return fromRaw(readGlobalBits(exported));
  }

  /** Errors are told apart by what they carry; classes of the JavaScript interface are told by name. */
  classify(error: unknown): ScriptFailure {
    if (error instanceof Exception) return { kind: 'exception', message: 'an exception of wasm' };
    if (!(error instanceof Error)) return { kind: 'internal', message: `${String(error)} was thrown` };
    const { message, cause, name } = error;
    if (cause instanceof WasmError) {
      return { kind: cause.kind, message: cause.kind === 'unsupported' ? cause.message : cause.reason };
    }
    if (name === 'LinkError') return { kind: 'link', message };
    if (name === 'RuntimeError') {
      const exhausted = (error as { trapCode?: TrapCode }).trapCode === TrapCode.stackExhausted;
      return { kind: exhausted ? 'exhaustion' : 'trap', message };
    }
    if (/^WebAssembly.Instance\(\): Import/.test(message)) return { kind: 'link', message };
    return { kind: 'internal', message: `${name}: ${message}` };
  }
}
