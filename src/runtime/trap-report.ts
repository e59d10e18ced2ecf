// Turns what native code recorded about a trap into a RuntimeError with names: the message of the spec suite and
// one frame for each wasm function on the stack.
import type { Module } from '../core/module.ts';
import { type TrapCode, trapMessages } from '../core/trap.ts';
import { decodeNames, type NameMap } from '../decode/names.ts';
import { addon } from './addon.ts';
import { ProgramExit, RuntimeError, type WasmFrame } from './errors.ts';
import { ExchangeLayout, exchange, Outcome } from './exchange.ts';

/** Modules by the id of their compiled module, to find names. */
const modules = new Map<number, WeakRef<Module>>();
const names = new WeakMap<Module, NameMap>();
const forgetModule = new FinalizationRegistry((id: number) => {
  if (!modules.get(id)?.deref()) modules.delete(id);
});

/** Makes the names of a compiled module's functions known to reports on this thread. */
export function registerForReports(compiledModule: number, module: Module): void {
  if (modules.get(compiledModule)?.deref() === module) return;
  modules.set(compiledModule, new WeakRef(module));
  forgetModule.register(module, compiledModule);
}

function namesOf(module: Module): NameMap {
  let known = names.get(module);
  if (!known) {
    known = decodeNames(module);
    names.set(module, known);
  }
  return known;
}

function describeFrame(compiledModule: number, functionIndex: number, offset: number): WasmFrame {
  const module = modules.get(compiledModule)?.deref();
  const functionName = module && namesOf(module).functionName(functionIndex);
  const moduleName = module && namesOf(module).moduleName();
  return {
    functionIndex,
    ...(functionName === undefined ? {} : { functionName }),
    ...(moduleName === undefined ? {} : { moduleName }),
    ...(offset === 0 ? {} : { offset }),
  };
}

/** Frames of wasm from native triples (compiled module, function index, module byte offset), innermost first. */
export function describeFrames(triples: Float64Array): WasmFrame[] {
  const frames: WasmFrame[] = [];
  for (let at = 0; at + 2 < triples.length; at += 3) {
    frames.push(describeFrame(triples[at] as number, triples[at + 1] as number, triples[at + 2] as number));
  }
  return frames;
}

/** One line a frame, as V8 writes wasm frames in `Error.stack`. */
function stackLine({ functionIndex, functionName, offset }: WasmFrame): string {
  const place = `wasm-function[${functionIndex}]${offset === undefined ? '' : `:0x${offset.toString(16)}`}`;
  return functionName === undefined ? `    at ${place}` : `    at ${functionName} (${place})`;
}

/** A RuntimeError whose stack shows the wasm frames above JavaScript's. */
export function runtimeError(message: string, code: TrapCode, frames: readonly WasmFrame[]): RuntimeError {
  const error = new RuntimeError(message, code, frames);
  const [head = '', ...rest] = (error.stack ?? '').split('\n');
  error.stack = [head, ...frames.map(stackLine), ...rest].join('\n');
  return error;
}

/** Throws what the last `invoke` ended with, where no exception did: a RuntimeError for a trap, or a ProgramExit. */
export function raiseTrap(): never {
  if (exchange().u32[ExchangeLayout.outcome / 4] === Outcome.exited) throw new ProgramExit(addon().takeExit());
  const { code, message, frames } = addon().takeTrap();
  const phrase = trapMessages[code as TrapCode] ?? `trap ${code}`;
  const text = message === '' ? phrase : `${phrase}: ${message}`;
  throw runtimeError(text, code as TrapCode, describeFrames(frames));
}
