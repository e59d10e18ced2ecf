// Compilation hints as a profile: counts that stand in the relations which the hints tell. Hints are advice, so what
// contradicts the module is left out.
import type { FuncIndex, Module } from '../../src/core/module.ts';
import { opcodeIds } from '../../src/core/opcodes.ts';
import { OperatorReader } from '../../src/decode/operator-reader.ts';
import { emptyProfile, moduleHash, type Profile, sortTargets } from '../profile.ts';
import type { FunctionProfile, IndirectSite, TargetCount } from '../profile-view.ts';
import { frequencyOfOne, runOnce } from './export-hints.ts';
import { type FunctionHints, hintNumbers, hintSectionNames, readHintSection } from './hint-sections.ts';

/** Executions of a function that is all of a program's heat; each step of priority halves them. */
const hottestExecutions = 2 ** 36;
/** Entries of a function of which the hints tell no priority. */
const usualEntries = 1024;
const neverOrAlways = [0, 127];

/** Numbers of a function's hints by module offset. */
function numbersByOffset(hints: FunctionHints, functionIndex: FuncIndex, body: number): Map<number, number[]> {
  const list = hints.get(functionIndex) ?? [];
  return new Map(list.map(({ offset, bytes }) => [body + offset, hintNumbers(bytes)]));
}

/** Executions for each entry; undefined where nothing is told. */
function perEntry(frequency: readonly number[] | undefined): number | undefined {
  const [value] = frequency ?? [];
  return value === undefined || neverOrAlways.includes(value) ? undefined : 2 ** (value - frequencyOfOne);
}

class HintReader {
  readonly #module: Module;
  readonly #priorities: FunctionHints;
  readonly #frequencies: FunctionHints;
  readonly #targets: FunctionHints;

  constructor(module: Module) {
    this.#module = module;
    this.#priorities = readHintSection(module, hintSectionNames.priority);
    this.#frequencies = readHintSection(module, hintSectionNames.frequency);
    this.#targets = readHintSection(module, hintSectionNames.targets);
  }

  /** Functions that the module defines and that have hints. */
  functions(): FuncIndex[] {
    const first = this.#module.importedFunctions.length;
    const end = first + this.#module.functions.count;
    const all = [this.#priorities, this.#frequencies, this.#targets].flatMap((hints) => [...hints.keys()]);
    return [...new Set(all)].filter((index) => index >= first && index < end);
  }

  read(functionIndex: FuncIndex): FunctionProfile {
    const defined = functionIndex - this.#module.importedFunctions.length;
    const body = this.#module.functions.offsets[defined] as number;
    const frequencies = numbersByOffset(this.#frequencies, functionIndex, body);
    const targets = numbersByOffset(this.#targets, functionIndex, body);
    const shares = new Map<number, number>();
    const sites = new Map<number, number>();
    const reader = new OperatorReader(this.#module.bytes, 0);
    reader.openFunction(this.#module, defined);
    while (!reader.atEnd()) {
      const id = reader.next();
      const share = perEntry(frequencies.get(reader.offset));
      if (id === opcodeIds.loop && share !== undefined) shares.set(reader.offset, share);
      if (id === opcodeIds.call_indirect || id === opcodeIds.call_ref) sites.set(reader.offset, share ?? 1);
    }
    const entries = this.#entries(functionIndex, shares);
    const times = (share: number) => Math.max(1, Math.round(entries * share));
    const indirect = [...sites]
      .filter(([offset]) => targets.has(offset))
      .map(([offset, share]) => [offset, this.#site(targets.get(offset) ?? [], times(share))] as const);
    return {
      functionIndex,
      entries,
      loops: new Map([...shares].map(([offset, share]) => [offset, times(share)])),
      outcomes: new Map(),
      indirect: new Map(indirect),
    };
  }

  /** Entries such that they and the loops together make up the function's heat. */
  #entries(functionIndex: FuncIndex, loops: ReadonlyMap<number, number>): number {
    const [, priority] = hintNumbers(this.#priorities.get(functionIndex)?.[0]?.bytes ?? new Uint8Array());
    if (priority === undefined) return usualEntries;
    if (priority >= runOnce) return 1;
    const executionsPerEntry = [...loops.values()].reduce((sum, share) => sum + share, 1);
    return Math.max(1, Math.round(hottestExecutions / 2 ** priority / executionsPerEntry));
  }

  /** Pairs of function index and percent; the rest went elsewhere. */
  #site(numbers: readonly number[], total: number): IndirectSite {
    const count = this.#module.importedFunctions.length + this.#module.functions.count;
    const targets: TargetCount[] = [];
    let told = 0;
    for (let at = 0; at + 1 < numbers.length; at += 2) {
      const [functionIndex, percent] = numbers.slice(at, at + 2) as [number, number];
      if (functionIndex >= count || told + percent > 100) continue;
      told += percent;
      targets.push({ functionIndex, count: percent });
    }
    return { total, foreign: 100 - told, targets: sortTargets(targets) };
  }
}

/** The profile that a module's hints make; empty without hints. Throws a WasmError when a section is malformed. */
export function importHints(module: Module): Profile {
  const hints = new HintReader(module);
  const functions = new Map(hints.functions().map((index) => [index, hints.read(index)]));
  return { ...emptyProfile(moduleHash(module.bytes)), functions };
}
