// The way from function bodies to linked machine code that all LLVM tiers share: lower, build, optimize, emit, link.
// Knows nothing of hotness, threads or the code table.
import {
  type CodeImage,
  type CompileThreads,
  type LlvmModule,
  linkObject,
  llvmVersion,
  type Target,
} from '../src/llvm-bindings/index.ts';
import { lowerFunctions } from '../src/lower/index.ts';
import type { LoweredUnit, LowerRequest } from '../src/lower/request.ts';
import { platformReserves } from '../src/runtime/memory-backing.ts';
import {
  type CompileContext,
  type CompiledCode,
  type CompiledRow,
  type CompilePhases,
  type CompileUnit,
  isGivenUp,
  type RunningUnit,
  type Tier,
  type TierName,
} from './tier.ts';

/** What one tier has LLVM do with a built module. */
export interface LlvmRecipe {
  readonly tier: TierName;
  readonly optLevel: 0 | 1 | 2 | 3;
  /** The processor that the code is for; the host's unless told otherwise. */
  readonly target?: Target;
}

/** Milliseconds since some start, to nanoseconds between two readings. */
class Stopwatch {
  #last = performance.now();

  lapNs(): number {
    const now = performance.now();
    const lap = (now - this.#last) * 1e6;
    this.#last = now;
    return Math.round(lap);
  }
}

function requestOf({ tier, target }: LlvmRecipe, unit: CompileUnit, context: CompileContext): LowerRequest {
  return {
    tier,
    functions: unit.functions,
    platformReserves: platformReserves(),
    ...(target ? { target } : {}),
    ...(unit.inline ? { inline: unit.inline } : {}),
    ...(unit.osr ? { osr: unit.osr } : {}),
    ...(context.profile ? { profile: context.profile } : {}),
    ...(context.misfitShare === undefined ? {} : { misfitShare: context.misfitShare }),
  };
}

function entryOf(image: CodeImage, symbol: string): { offset: number; sizeBytes: number } {
  const entry = image.entries.find(({ name }) => name === symbol);
  if (!entry) throw new Error(`the linked code lacks ${symbol}`);
  return entry;
}

function rowsOf(image: CodeImage, lowered: LoweredUnit): CompiledRow[] {
  const entries = new Map(image.entries.map((entry) => [entry.name, entry]));
  return lowered.functions.map(({ functionIndex, symbol, counterWords, loopCount, indirectWords }) => {
    const entry = entries.get(symbol);
    if (!entry) throw new Error(`the linked code lacks ${symbol}`);
    const { offset, sizeBytes } = entry;
    return {
      functionIndex,
      offset,
      sizeBytes,
      counterWords,
      loopCount,
      indirectWords: Uint32Array.from(indirectWords),
    };
  });
}

/** Throws when the budget is used up, or when it was given up. */
function optimize({ optLevel, target }: LlvmRecipe, llvmModule: LlvmModule, context: CompileContext): void {
  if (optLevel === 0) return;
  const { budgetMs, giveUp } = context;
  const options = { ...(target && { target }), ...(budgetMs !== undefined && { budgetMs }), ...(giveUp && { giveUp }) };
  const isComplete = llvmModule.optimize(`O${optLevel}`, options);
  if (isGivenUp(context)) throw new Error('nobody waits for it any more');
  if (!isComplete) throw new Error(`optimizing it would take more than ${budgetMs} ms of processor time`);
}

function emit({ optLevel, target }: LlvmRecipe, llvmModule: LlvmModule): Uint8Array {
  return llvmModule.emitObject({ optLevel, ...(target && { target }) });
}

function codeOf(
  { tier }: LlvmRecipe,
  unit: CompileUnit,
  lowered: LoweredUnit,
  image: CodeImage,
  phases: CompilePhases,
): CompiledCode {
  const osrEntries = [];
  if (unit.osr && lowered.osrSymbol) osrEntries.push({ ...unit.osr, ...entryOf(image, lowered.osrSymbol) });
  const { code, slots, lines, handlers } = image;
  return { tier, code, slots, lines, handlers, rows: rowsOf(image, lowered), osrEntries, phases };
}

/** Compiles a unit by a recipe. Throws when LLVM or lowering refuses; no native module is left behind. */
function compileUnit(recipe: LlvmRecipe, unit: CompileUnit, context: CompileContext): CompiledCode {
  const watch = new Stopwatch();
  const lowered = lowerFunctions(context.module, requestOf(recipe, unit, context));
  const lowerNs = watch.lapNs();
  const llvmModule = lowered.builder.build();
  try {
    const buildNs = watch.lapNs();
    optimize(recipe, llvmModule, context);
    const optimizeNs = watch.lapNs();
    const object = emit(recipe, llvmModule);
    const emitNs = watch.lapNs();
    const image = linkObject(object);
    const phases: CompilePhases = { lowerNs, buildNs, optimizeNs, emitNs, linkNs: watch.lapNs() };
    return codeOf(recipe, unit, lowered, image, phases);
  } finally {
    llvmModule.dispose();
  }
}

/** See `Tier.begin`. */
function beginUnit(
  recipe: LlvmRecipe,
  unit: CompileUnit,
  context: CompileContext,
  threads: CompileThreads,
  urgent: boolean,
): RunningUnit {
  const watch = new Stopwatch();
  const lowered = lowerFunctions(context.module, requestOf(recipe, unit, context));
  const lowerNs = watch.lapNs();
  const { optLevel, target } = recipe;
  const running = threads.compile(lowered.builder, { optLevel, ...(target && { target }), urgent });
  const compiled = running.compiled.then(({ image, thread, ...phases }) => ({
    thread,
    code: codeOf(recipe, unit, lowered, image, { lowerNs, ...phases }),
  }));
  return { compiled, hurry: running.hurry };
}

/** A unit's module after optimization as LLVM prints it. Throws when LLVM or lowering refuses. */
function unitIr(recipe: LlvmRecipe, unit: CompileUnit, context: CompileContext): string {
  const llvmModule = lowerFunctions(context.module, requestOf(recipe, unit, context)).builder.build();
  try {
    optimize(recipe, llvmModule, context);
    return llvmModule.toText();
  } finally {
    llvmModule.dispose();
  }
}

/** One unit a function; nothing for a unit that is one already. */
function splitUnit(unit: CompileUnit): CompileUnit[] {
  if (unit.inline && unit.inline.length > 0) return [{ ...unit, inline: [] }];
  if (unit.functions.length < 2) return [];
  return unit.functions.map((functionIndex) => ({ functions: [functionIndex] }));
}

/** A tier that is nothing but its recipe. */
export class LlvmTier implements Tier {
  readonly name: TierName;
  readonly #recipe: LlvmRecipe;

  constructor(recipe: LlvmRecipe) {
    this.name = recipe.tier;
    this.#recipe = recipe;
  }

  prepare(): void {
    try {
      llvmVersion();
    } catch {
      // Whoever waits for the first compile learns why there is none.
    }
  }

  compile(unit: CompileUnit, context: CompileContext): CompiledCode {
    return compileUnit(this.#recipe, unit, context);
  }

  begin(unit: CompileUnit, context: CompileContext, threads: CompileThreads, urgent: boolean): RunningUnit {
    return beginUnit(this.#recipe, unit, context, threads, urgent);
  }

  split(unit: CompileUnit): readonly CompileUnit[] {
    return splitUnit(unit);
  }

  /** For people: LLVM's IR of a unit, optimized as for a compile. */
  irText(unit: CompileUnit, context: CompileContext): string {
    return unitIr(this.#recipe, unit, context);
  }
}
