// The room's entry: lowers a request's functions into one LLVM module.
import type { ProfileView } from '../../profiles/profile-view.ts';
import { type CounterLayout, counterLayout, indirectWords } from '../core/counter-layout.ts';
import { ThreadContext } from '../core/instance-layout.ts';
import type { FuncIndex, FuncType, Module, ValType } from '../core/module.ts';
import type { DefineOptions, FunctionBuilder, Type, Value } from '../llvm-bindings/index.ts';
import { slotAccess } from './accesses.ts';
import { type BodyRange, type BodyStep, BodyStream, bodyRange, wholeBody } from './body-stream.ts';
import { FunctionLowering } from './function-lowering.ts';
import { liveAtLoops } from './liveness.ts';
import { llvmType } from './llvm-type.ts';
import { beginFunction, localTypes, lowerBody, lowerWholeFunction } from './lower-function.ts';
import { osrSteps } from './osr-plan.ts';
import type { Prescan } from './prescan.ts';
import { mergeRegisters, noRegisters, type Registers, registersOf } from './prototype.ts';
import type { LoweredFunction, LoweredUnit, LowerRequest, OsrRequest } from './request.ts';
import { prescan } from './scan-body.ts';
import { stackAtLoop } from './stack-shape.ts';
import { Unit } from './unit.ts';

/** Symbol of a function's code. */
export function functionSymbol(functionIndex: FuncIndex): string {
  return `f${functionIndex}`;
}

/** Symbol of a continuation's code. */
export function osrSymbol({ functionIndex, loop }: OsrRequest): string {
  return `f${functionIndex}.l${loop}`;
}

interface Body {
  readonly functionIndex: FuncIndex;
  readonly range: BodyRange;
  readonly locals: readonly ValType[];
}

/** A body that is about to be lowered from front to back. */
interface ScannedBody extends Body {
  readonly scan: Prescan;
}

function openBody(unit: Unit, functionIndex: FuncIndex): Body {
  const { module } = unit;
  const definedIndex = functionIndex - unit.importedFunctions;
  if (definedIndex < 0 || definedIndex >= module.functions.count) {
    throw new RangeError(`function ${functionIndex} has no body`);
  }
  const reader = unit.context.bodyReader;
  const range = bodyRange(reader, module, definedIndex);
  const type = module.types[unit.typeIndexOf(functionIndex)] as FuncType;
  return { functionIndex, range, locals: localTypes(reader, type.params) };
}

function scanSteps(unit: Unit, body: Body, steps: readonly BodyStep[], traced: boolean): Prescan {
  return prescan(new BodyStream(unit.module, steps, unit.context.bodyReader), body.locals.length, traced);
}

function scanBody(unit: Unit, functionIndex: FuncIndex): ScannedBody {
  const body = openBody(unit, functionIndex);
  return { ...body, scan: scanSteps(unit, body, wholeBody(body.range), !unit.optimized) };
}

/** Registers that a function's LLVM type must name because of its tail calls; undefined when it has none. */
function tailRegisters(unit: Unit, { functionIndex, scan }: ScannedBody): Registers | undefined {
  const callees = [...scan.tailCalledTypes, ...Array.from(scan.tailCalledFunctions, (f) => unit.typeIndexOf(f))];
  if (callees.length === 0) return undefined;
  const typeIndices = new Set([unit.typeIndexOf(functionIndex), ...callees]);
  return mergeRegisters(Array.from(typeIndices, (index) => registersOf(unit.callType(index).signature)));
}

/** As `tailRegisters`, for optimized code, in which bodies call each other directly: the same for all of them. */
function sharedRegisters(unit: Unit, bodies: readonly ScannedBody[]): Registers | undefined {
  const asked = bodies.flatMap((body) => tailRegisters(unit, body) ?? []);
  if (asked.length === 0) return undefined;
  const own = bodies.map(({ functionIndex }) => registersOf(unit.callType(unit.typeIndexOf(functionIndex)).signature));
  return mergeRegisters([...asked, ...own]);
}

function lowerPublished(
  unit: Unit,
  { functionIndex, range, locals, scan }: ScannedBody,
  defined: DefinedBody,
): LoweredFunction {
  const lowering = new FunctionLowering({
    unit,
    functionIndex,
    type: unit.callType(unit.typeIndexOf(functionIndex)),
    builder: defined.builder,
    stream: new BodyStream(unit.module, wholeBody(range), unit.context.bodyReader),
    scan,
    localTypes: locals.map(llvmType),
    bodyOffset: range.start,
    registers: defined.registers,
  });
  lowerWholeFunction(lowering);
  return {
    functionIndex,
    symbol: functionSymbol(functionIndex),
    counterWords: lowering.probes?.layout.words ?? 0,
    loopCount: scan.loopCount,
    indirectWords: lowering.probes ? indirectWords(lowering.probes.layout) : [],
  };
}

/** Lowers a continuation: locals and operands come from the thread's OSR buffer, in the order `Probes` stores them. */
function lowerContinuation(unit: Unit, request: OsrRequest): string {
  const { functionIndex, loop } = request;
  const body = openBody(unit, functionIndex);
  const whole = wholeBody(body.range);
  const scan = scanSteps(unit, body, whole, true);
  if (loop >= scan.loopCount) throw new RangeError(`function ${functionIndex} has no loop ${loop}`);
  const shape = stackAtLoop(
    unit,
    new BodyStream(unit.module, whole, unit.context.bodyReader),
    body.locals,
    scan.loopOffsets[loop] as number,
  );
  const steps = osrSteps(scan, loop, body.range, shape.heights);
  const planned = scanSteps(unit, body, steps, false);
  const type = unit.callType(unit.typeIndexOf(functionIndex));
  const symbol = osrSymbol(request);
  const prototype = unit.prototype(type, unit.registers ?? noRegisters);
  const builder = unit.builder.defineFunction(symbol, prototype, entryCount(unit, functionIndex));
  const stream = new BodyStream(unit.module, steps, unit.context.bodyReader);
  const lowering = new FunctionLowering({
    unit,
    functionIndex,
    type,
    builder,
    stream,
    scan: planned,
    localTypes: body.locals.map(llvmType),
    bodyOffset: body.range.start,
    registers: unit.registers,
  });
  const live = liveAtLoops(scan, body.locals.length)[loop] as Int32Array;
  beginFunction(lowering, () => loadState(lowering, live, shape.types.map(llvmType)));
  lowerBody(lowering);
  return symbol;
}

/** Reads what the baseline code stored; pushes the operands, returns the locals. */
function loadState(l: FunctionLowering, live: Int32Array, operands: readonly Type[]): (Value | undefined)[] {
  const { builder, localTypes } = l;
  const buffer = l.loadPointer(l.threadPointer(), ThreadContext.osrBuffer);
  const given: (Value | undefined)[] = new Array(localTypes.length);
  const read = (type: Type, slot: number): Value =>
    builder.load(type, l.field(buffer, ThreadContext.valueSize * slot), slotAccess);
  live.forEach((local, slot) => {
    given[local] = read(localTypes[local] as Type, slot);
  });
  operands.forEach((type, index) => {
    l.stack.push(read(type, live.length + index));
  });
  return given;
}

/** Entries of a profiled function: at least one, as what is asked for is not cold. */
function entryCount(unit: Unit, functionIndex: FuncIndex): { entryCount?: number } {
  const entries = unit.profileOf(functionIndex)?.entries;
  return entries === undefined ? {} : { entryCount: Math.max(1, entries) };
}

/** Words that room is made for at once. QuickJS takes 4.3 for a byte of its bodies, SQLite 4.4. */
const fixedWords = 256;
const wordsPerByte = 5;
const mostExpectedWords = 1 << 18;

interface DefinedBody {
  readonly builder: FunctionBuilder;
  readonly registers: Registers | undefined;
}

function defineBody(unit: Unit, body: ScannedBody, linkage: 'external' | 'internal'): DefinedBody {
  const { functionIndex } = body;
  const type = unit.callType(unit.typeIndexOf(functionIndex));
  const registers = unit.optimized ? unit.registers : tailRegisters(unit, body);
  const llvm = registers === undefined ? type.llvm : unit.prototype(type, registers);
  const words = fixedWords + wordsPerByte * (body.range.end - body.range.start);
  const expectedWords = Math.min(words, mostExpectedWords);
  const options: DefineOptions = { linkage, expectedWords, ...entryCount(unit, functionIndex) };
  const builder = unit.builder.defineFunction(functionSymbol(functionIndex), llvm, options);
  unit.bodies.set(functionIndex, builder.id);
  return { builder, registers };
}

/** Counts of the functions that have a profile, for LLVM's summary: entries first, then loops and branch outcomes. */
function summarize(profile: ProfileView, functions: readonly FuncIndex[]): number[][] {
  const rows: number[][] = [];
  for (const functionIndex of functions) {
    const counts = profile.functionProfile(functionIndex);
    if (counts !== undefined)
      rows.push([counts.entries, ...counts.loops.values(), ...[...counts.outcomes.values()].flat()]);
  }
  return rows;
}

/**
 * Lowers functions of a validated module to LLVM IR. Deterministic: the same module and request give the same IR.
 * Throws a RangeError when the request names a function without body, or a loop that is not there.
 */
export function lowerFunctions(module: Module, request: LowerRequest): LoweredUnit {
  const unit = new Unit(module, request);
  const published = request.functions.map((index) => scanBody(unit, index));
  const inline = unit.optimized ? (request.inline ?? []) : [];
  const included = inline.filter((index) => !request.functions.includes(index)).map((index) => scanBody(unit, index));
  const osr = unit.optimized && request.osr ? scanBody(unit, request.osr.functionIndex) : undefined;
  if (unit.optimized) unit.registers = sharedRegisters(unit, [...published, ...included, ...(osr ? [osr] : [])]);
  const definedPublished = published.map((body) => defineBody(unit, body, 'external'));
  const definedIncluded = included.map((body) => defineBody(unit, body, 'internal'));
  const functions = published.map((body, at) => lowerPublished(unit, body, definedPublished[at] as DefinedBody));
  included.forEach((body, at) => {
    lowerPublished(unit, body, definedIncluded[at] as DefinedBody);
  });
  if (unit.optimized && request.profile) {
    unit.builder.profileSummary(summarize(request.profile, [...request.functions, ...inline]));
  }
  if (request.osr === undefined || !unit.optimized) return { builder: unit.builder, functions };
  return { builder: unit.builder, functions, osrSymbol: lowerContinuation(unit, request.osr) };
}

/** The counter block of a defined function: what baseline code of it counts where. */
export function counterLayoutOf(module: Module, functionIndex: FuncIndex): CounterLayout {
  const unit = new Unit(module, { tier: 'baseline', functions: [] });
  const body = openBody(unit, functionIndex);
  return counterLayout(scanSteps(unit, body, wholeBody(body.range), false));
}
