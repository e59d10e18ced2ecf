// What the controller knows of one module while it tiers it up: facts about bodies, claims, failures, what is being
// compiled, counts. Answers the questions of batch choice and policy; decides nothing.
import { collectFunction } from '../profiles/collect.ts';
import { decodeProfile } from '../profiles/format.ts';
import { lineCounts } from '../profiles/line-counts.ts';
import { emptyProfile, mergeProfiles, moduleHash, type Profile, sumFunctions } from '../profiles/profile.ts';
import type { FunctionProfile, ProfileView } from '../profiles/profile-view.ts';
import type { CounterLayout } from '../src/core/counter-layout.ts';
import type { FuncIndex, Module } from '../src/core/module.ts';
import { opcodeIds } from '../src/core/opcodes.ts';
import { decodeNames, type NameMap } from '../src/decode/names.ts';
import { counterLayoutOf } from '../src/lower/index.ts';
import {
  type CompiledModuleId,
  functionRecounts,
  functionTierNames,
  functionTiers,
  readCounters,
} from '../src/runtime/binding.ts';
import type { BatchSource } from './batch.ts';
import { type BodyFacts, ModuleFacts } from './body-facts.ts';
import { CallSequence } from './call-sequence.ts';
import { Claims } from './claims.ts';
import { nowNs } from './compile-task.ts';
import type { HotEvent, PolicySource } from './policy.ts';
import { ProfileFits } from './profile-fit.ts';
import type { ModuleMessage } from './protocol.ts';
import { Recent } from './recent.ts';
import { openModule, type SharedModule } from './shared-module.ts';
import type { Tuning } from './tuning.ts';

/** Operators that nothing is made of; a `br_table` stands in hundreds of blocks. */
const structure = new Set([opcodeIds.block, opcodeIds.loop, opcodeIds.else, opcodeIds.end]);

export type ContinuationState = 'requested' | 'installed' | 'refused';

/** A function that is about to count anew: what it counted until then, and what its counters ask meanwhile. */
interface Recounting {
  readonly counted: FunctionProfile | undefined;
  readonly waiting: HotEvent[];
}

export class ModuleState implements BatchSource, PolicySource {
  readonly number: number;
  readonly id: CompiledModuleId;
  readonly shared: SharedModule;
  readonly module: Module;
  readonly claims: Claims;
  /** Optimizing compiles of a function's entry that are queued or running. */
  readonly optimizing = new Set<FuncIndex>();
  readonly optimized = new Set<FuncIndex>();
  /** Counts with which the latest optimizing compile of a function's entry began. */
  readonly compiledWith = new Map<FuncIndex, FunctionProfile>();
  /** Functions with a version newer than a continuation that may still run: what misses is replaced already. */
  readonly renewed = new Set<FuncIndex>();
  readonly fits: ProfileFits;
  readonly #facts: ModuleFacts;
  readonly #layouts = new Map<FuncIndex, CounterLayout>();
  readonly #earlier: Profile | undefined;
  readonly #failures = new Map<FuncIndex, number>();
  /** By function and ordinal of the loop. */
  readonly #continuations = new Map<FuncIndex, Map<number, ContinuationState>>();
  readonly #left = new Map<FuncIndex, string>();
  readonly #asked = new Map<FuncIndex, { atNs: number; entries: number; replaced: boolean }>();
  readonly #recentCounts = new Recent((functionIndex: FuncIndex) => this.functionProfile(functionIndex));
  readonly #recentBytes = new Recent((functionIndex: FuncIndex) => this.#findExecutedBytes(functionIndex));
  readonly #recounting = new Map<FuncIndex, Recounting>();
  readonly sequence: CallSequence;
  #names: NameMap | undefined;

  constructor(message: ModuleMessage, tuning: Pick<Tuning, 'sequenceWindow' | 'misfitBudget' | 'maxRecounts'>) {
    this.number = message.number;
    this.id = message.id;
    this.shared = message.module;
    this.module = openModule(message.module);
    this.#facts = new ModuleFacts(this.module);
    const tabled = this.#facts.tabledFunctions();
    this.sequence = new CallSequence((functionIndex) => this.callees(functionIndex), tabled, tuning.sequenceWindow);
    this.fits = new ProfileFits(tuning.misfitBudget, tuning.maxRecounts);
    this.claims = new Claims(this.#facts.functionCount);
    this.#earlier = message.profile && decodeProfile(message.profile);
    this.#noteRestoredCode();
  }

  /** What has code before the controller serves the module came out of the cache. */
  #noteRestoredCode(): void {
    functionTiers(this.id).forEach((tier, functionIndex) => {
      const name = functionTierNames[tier];
      if (name === 'baseline' || name === 'optimized') this.claims.finish(functionIndex);
      if (name === 'optimized') this.optimized.add(functionIndex);
    });
    functionRecounts(this.id).forEach((recounts, functionIndex) => {
      if (recounts > 0) this.fits.restore(functionIndex, recounts);
    });
  }

  body(functionIndex: FuncIndex): BodyFacts {
    return this.#facts.body(functionIndex);
  }

  callees(functionIndex: FuncIndex): readonly FuncIndex[] {
    return this.#facts.body(functionIndex).callees;
  }

  bodyBytes(functionIndex: FuncIndex): number {
    return this.#facts.bodyBytes(functionIndex);
  }

  available(functionIndex: FuncIndex): boolean {
    return this.claims.isFree(functionIndex);
  }

  isReplaced(functionIndex: FuncIndex): boolean {
    return this.optimized.has(functionIndex);
  }

  /** Of a moment ago where functions are large. */
  executedBytes(functionIndex: FuncIndex): number {
    return this.#recentBytes.get(functionIndex);
  }

  #findExecutedBytes(functionIndex: FuncIndex): number {
    const profile = this.#recentCounts.get(functionIndex);
    if (!profile) return 0;
    const { bytes } = this.module;
    let executed = 0;
    let [last, runs] = [0, 0];
    for (const [offset, count] of lineCounts(this.module, functionIndex, profile)) {
      executed += (offset - last) * runs;
      [last, runs] = [offset, structure.has(bytes[offset]!) ? 0 : count];
    }
    return executed;
  }

  /** See `PolicySource`; asking for the first time, and for the first time after the function was replaced, starts it. */
  callsSinceAsked(functionIndex: FuncIndex): { elapsedNs: number; entries: number } {
    const now = nowNs();
    const entries = this.#recentCounts.get(functionIndex)?.entries ?? 0;
    const replaced = this.isReplaced(functionIndex);
    const before = this.#asked.get(functionIndex);
    if (before?.replaced === replaced) return { elapsedNs: now - before.atNs, entries: entries - before.entries };
    this.#asked.set(functionIndex, { atNs: now, entries, replaced });
    return { elapsedNs: 0, entries: 0 };
  }

  failures(functionIndex: FuncIndex): number {
    return this.#failures.get(functionIndex) ?? 0;
  }

  /** The optimizing compile of the function failed once more. */
  countFailure(functionIndex: FuncIndex, message: string): void {
    this.#failures.set(functionIndex, this.failures(functionIndex) + 1);
    this.#left.set(functionIndex, message);
  }

  /** The function's counters asked for more, and it stays at baseline. */
  leave(functionIndex: FuncIndex, reason: string): void {
    if (!this.#left.has(functionIndex)) this.#left.set(functionIndex, reason);
  }

  /** Functions that stay at baseline with the reason; those that got optimized code after all are not among them. */
  left(): { functionIndex: FuncIndex; reason: string }[] {
    return [...this.#left]
      .filter(([functionIndex]) => !this.hasOptimizedCode(functionIndex))
      .map(([functionIndex, reason]) => ({ functionIndex, reason }));
  }

  continuation(functionIndex: FuncIndex, loop: number): ContinuationState | undefined {
    return this.#continuations.get(functionIndex)?.get(loop);
  }

  setContinuation(functionIndex: FuncIndex, loop: number, state: ContinuationState): void {
    const states = this.#continuations.get(functionIndex) ?? new Map<number, ContinuationState>();
    this.#continuations.set(functionIndex, states.set(loop, state));
    if (state === 'installed') this.fits.renew(functionIndex);
  }

  /** The function got an optimized version. */
  setOptimized(functionIndex: FuncIndex): void {
    this.optimized.add(functionIndex);
    this.fits.renew(functionIndex);
  }

  /** Offsets of the function's loops that have a continuation. */
  continuedLoops(functionIndex: FuncIndex): number[] {
    const { loops } = this.body(functionIndex);
    return loops
      .filter((_, loop) => this.continuation(functionIndex, loop) === 'installed')
      .map(({ offset }) => offset);
  }

  /** Whether the function has an optimized version, or one of its loops a continuation. */
  hasOptimizedCode(functionIndex: FuncIndex): boolean {
    return this.optimized.has(functionIndex) || this.#hasContinuation(functionIndex, 'installed');
  }

  /** Whether new code of the function is on its way or has replaced what still runs, or it has none that is optimized any more. */
  isChanging(functionIndex: FuncIndex): boolean {
    if (this.#recounting.has(functionIndex) || this.optimizing.has(functionIndex)) return true;
    if (this.renewed.has(functionIndex)) return true;
    if (this.#hasContinuation(functionIndex, 'requested')) return true;
    return this.fits.isRecounted(functionIndex) && !this.hasOptimizedCode(functionIndex);
  }

  /** The function's code is about to give way to code that counts anew; until `endRecount` its events wait. */
  beginRecount(functionIndex: FuncIndex): void {
    this.#recounting.set(functionIndex, { counted: this.#phaseCount(functionIndex), waiting: [] });
  }

  /** Keeps an event for later if its function is about to count anew. */
  defer(event: HotEvent): boolean {
    return (this.#recounting.get(event.functionIndex)?.waiting.push(event) ?? 0) > 0;
  }

  /** Whether counting code is in the function's place; what its events were meanwhile. */
  endRecount(functionIndex: FuncIndex, installed: boolean): HotEvent[] {
    const { counted, waiting } = this.#recounting.get(functionIndex)!;
    this.#recounting.delete(functionIndex);
    if (installed) {
      this.fits.recount(functionIndex, counted);
      this.optimized.delete(functionIndex);
      this.#asked.delete(functionIndex);
      this.#recentCounts.forget(functionIndex);
      this.#recentBytes.forget(functionIndex);
      this.#continuations.delete(functionIndex);
    }
    return waiting;
  }

  #hasContinuation(functionIndex: FuncIndex, state: ContinuationState): boolean {
    return [...(this.#continuations.get(functionIndex)?.values() ?? [])].includes(state);
  }

  /** Display name: from the name section, else `func[i]`. */
  functionName(functionIndex: FuncIndex): string {
    this.#names ??= decodeNames(this.module);
    return this.#names.functionName(functionIndex) ?? `func[${functionIndex}]`;
  }

  /** The policy's view of counts: those of a large function may be somewhat old, as reading them takes milliseconds. */
  readonly profile: ProfileView = {
    maxCount: 0,
    totalCount: 0,
    functionProfile: (functionIndex) => this.#recentCounts.get(functionIndex),
  };

  /** Counts of this run and of the profile that the run started with, as far as the code to come is to fit them. */
  functionProfile(functionIndex: FuncIndex): FunctionProfile | undefined {
    return this.fits.lasting(functionIndex, this.#phaseCount(functionIndex));
  }

  /** Counts since the function was counted anew; before that, all of them. */
  #phaseCount(functionIndex: FuncIndex): FunctionProfile | undefined {
    const counted = this.#count(functionIndex);
    const earlier = this.fits.isRecounted(functionIndex) ? undefined : this.#earlier?.functions.get(functionIndex);
    return sumFunctions([counted, earlier].filter((counts) => counts !== undefined));
  }

  /** Functions of the earlier profile. */
  earlierFunctions(): FunctionProfile[] {
    return this.#earlier ? [...this.#earlier.functions.values()] : [];
  }

  /** The whole profile as of now; `history` is that of this run. */
  snapshot(history: Profile['history'] = new Map()): Profile {
    const hash = this.#earlier?.moduleHash ?? moduleHash(this.module.bytes);
    const empty = emptyProfile(hash);
    const functions = new Map<FuncIndex, FunctionProfile>();
    functionTiers(this.id).forEach((tier, functionIndex) => {
      const counted = tier > 0 ? this.fits.all(functionIndex, this.#phaseCount(functionIndex)) : undefined;
      if (counted) functions.set(functionIndex, counted);
    });
    for (const earlier of this.earlierFunctions()) {
      if (!functions.has(earlier.functionIndex)) functions.set(earlier.functionIndex, earlier);
    }
    return mergeProfiles({ ...empty, functions, history }, { ...(this.#earlier ?? empty), functions: new Map() });
  }

  #count(functionIndex: FuncIndex): FunctionProfile | undefined {
    if (!this.#facts.isOwn(functionIndex)) return undefined;
    const known = this.#layouts.get(functionIndex);
    const layout = known ?? counterLayoutOf(this.module, functionIndex);
    if (!known) this.#layouts.set(functionIndex, layout);
    const words = readCounters(this.id, functionIndex);
    return words && collectFunction(functionIndex, layout, words);
  }
}
