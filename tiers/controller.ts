// The tier controller: turns native events and outcomes of compiles into tasks. What is compiled for the first time is
// lowered on its own thread; everything else it gives to the pool. Knows nothing of messages between threads.
import { encodeProfile } from '../profiles/format.ts';
import { executionCount } from '../profiles/profile.ts';
import type { FunctionProfile } from '../profiles/profile-view.ts';
import { profileView } from '../profiles/weights.ts';
import * as binding from '../src/runtime/binding.ts';
import { Activity } from './activity.ts';
import { CodeListing } from './code-listing.ts';
import { CompilePool } from './compile-pool.ts';
import type { WorkerIdentity } from './compile-task.ts';
import { EventLog } from './event-log.ts';
import { EventTurns } from './event-turns.ts';
import { FirstCompiles } from './first-compiles.ts';
import { answerEvent, answerHotEvent } from './hot-events.ts';
import type { CompileLane, EngineMetrics, HotFunction, LeftAtBaseline, PoolLane } from './metrics.ts';
import { ModuleState } from './module-state.ts';
import { compileRank, formUnit } from './policy.ts';
import type { CompileOutcome, CompileTask, ControllerStart, ModuleMessage, Question } from './protocol.ts';
import { Recorder } from './recorder.ts';
import type { CompileContext, CompileUnit, Tier, TierName } from './tier.ts';

/** How many of the hottest functions, and of those left at baseline, metrics list. */
const listed = 50;

/** What was counted of all functions whose bodies the unit needs. */
function countsOf(state: ModuleState, unit: CompileUnit): FunctionProfile[] {
  const root = unit.osr ? [unit.osr.functionIndex] : [];
  const functions = new Set([...root, ...unit.functions, ...(unit.inline ?? [])]);
  return [...functions].map((index) => state.functionProfile(index)).filter((counts) => counts !== undefined);
}

export class Controller {
  readonly start: ControllerStart;
  readonly recorder: Recorder;
  readonly #activity: Activity;
  readonly #firstCompiles: FirstCompiles;
  readonly #pool: CompilePool;
  readonly #log: EventLog;
  readonly #modules = new Map<number, ModuleState>();
  readonly #turns = new Map<number, EventTurns>();
  #closed = false;

  constructor(start: ControllerStart, tiers: Record<TierName, Tier>, identity: WorkerIdentity) {
    this.start = start;
    this.#activity = new Activity(start.activity);
    this.#firstCompiles = new FirstCompiles({
      tier: tiers[this.firstTier],
      tuning: start.tuning,
      activity: this.#activity,
      identity,
      listing: start.codeListing && new CodeListing(start.codeListing),
      startNs: start.startNs,
      context: (state, unit) => this.#firstContext(state, unit),
      take: (state, lane, outcome) => this.#take(state, lane, outcome),
    });
    this.#pool = new CompilePool(start.tuning, this.#activity, start.codeListing);
    this.#log = new EventLog(start.logEvents, start.startNs);
    this.recorder = new Recorder(
      start.startNs,
      start.before,
      (module, index) => this.#modules.get(module)?.bodyBytes(index) ?? 0,
    );
  }

  /** The tier that first calls get. */
  get firstTier(): TierName {
    return this.start.mode === 'optimized' ? 'optimized' : 'baseline';
  }

  /** Starts serving a module's events; a module that is gone by the time of its message has none. */
  addModule(message: ModuleMessage): void {
    if (!binding.retainCompiledModule(message.id)) return;
    const state = new ModuleState(message, this.start.tuning);
    this.#modules.set(state.number, state);
    const turns = new EventTurns(
      (event) => this.#firstCompiles.firstCall(state, event.functionIndex),
      (event) => answerEvent(this, state, event),
    );
    this.#turns.set(state.number, turns);
    binding.attachController(state.id, (events) => turns.add(events));
    if (this.start.mode === 'tiered') this.#optimizeFromProfile(state);
  }

  /** Stops serving a module. Compiles of it that are running finish and find it gone. */
  releaseModule(number: number): void {
    const state = this.#modules.get(number);
    if (!state) return;
    this.#modules.delete(number);
    this.#turns.get(number)?.stop();
    this.#turns.delete(number);
    this.#firstCompiles.forget(state);
    binding.detachController(state.id);
    binding.releaseCompiledModule(state.id);
  }

  /** Whether the module is still there: what was under way for it may end after it is gone. */
  serves(state: ModuleState): boolean {
    return this.#modules.has(state.number);
  }

  answer(question: Question): unknown {
    if (question.ask === 'metrics') return this.#metrics();
    const state = this.#modules.get(question.number);
    if (!state) throw new Error(`no module ${question.number}`);
    return encodeProfile(state.snapshot(this.recorder.history(question.number)));
  }

  /** Ends the pool and gives back all modules. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const number of [...this.#modules.keys()]) this.releaseModule(number);
    this.#firstCompiles.close();
    await this.#pool.close();
  }

  /**
   * Gives a task to the pool and takes in its outcome; never rejects. What pays most goes first.
   * What is optimized is compiled with the counts, and what they say to inline, of the time when a thread takes it.
   */
  async submit(
    state: ModuleState,
    lane: PoolLane,
    tier: TierName,
    unit: CompileUnit,
  ): Promise<CompileOutcome | undefined> {
    const functions = [...unit.functions, ...(unit.inline ?? []), ...(unit.osr ? [unit.osr.functionIndex] : [])];
    const bodyBytes = functions.reduce((sum, functionIndex) => sum + state.bodyBytes(functionIndex), 0);
    const { tuning } = this.start;
    this.#activity.taskGiven();
    try {
      const root = unit.osr?.functionIndex ?? unit.functions[0]!;
      const currentRank = () => (this.serves(state) ? compileRank(root, bodyBytes, state, tuning) : 0);
      const outcome = await this.#pool.run({
        lane,
        tier,
        bodyBytes,
        currentRank,
        task: () => this.#task(state, lane, tier, unit),
      });
      this.#take(state, lane, outcome);
      return outcome;
    } catch (error) {
      if (!this.#closed) this.#log.line(`${lane} task failed: ${error instanceof Error ? error.message : error}`);
      return undefined;
    } finally {
      this.#activity.taskTaken();
    }
  }

  /** Functions that an earlier run's counts say will pay are optimized at once, the busiest first. */
  #optimizeFromProfile(state: ModuleState): void {
    const busiest = state
      .earlierFunctions()
      .map((profile) => ({ functionIndex: profile.functionIndex, count: executionCount(profile) }))
      .sort((a, b) => b.count - a.count);
    for (const { functionIndex } of busiest) {
      const { entryBudget } = this.start.tuning;
      const entries = state.functionProfile(functionIndex)?.entries ?? 0;
      if (entries >= entryBudget) answerHotEvent(this, state, { functionIndex, loop: binding.entryCounter });
    }
  }

  #task(state: ModuleState, lane: PoolLane, tier: TierName, asked: CompileUnit): CompileTask {
    const unit = this.#latest(state, lane, asked);
    const profile = tier === 'optimized' && this.serves(state) ? countsOf(state, unit) : [];
    for (const counts of profile) {
      if (lane === 'tierUp' && counts.functionIndex === unit.functions[0])
        state.compiledWith.set(counts.functionIndex, counts);
    }
    return {
      moduleNumber: state.number,
      moduleId: state.id,
      module: state.shared,
      tier,
      lane,
      unit,
      profile,
      ...(lane === 'recount' ? {} : this.#limits(state, unit)),
      startNs: this.start.startNs,
    };
  }

  /** Where nothing is compiled before it is optimized, the profile that the run started with is all there is to know. */
  #firstContext(state: ModuleState, unit: CompileUnit): CompileContext {
    const { module } = state;
    return this.firstTier === 'optimized' ? { module, profile: profileView(countsOf(state, unit)) } : { module };
  }

  #limits(state: ModuleState, unit: CompileUnit): Pick<CompileTask, 'budgetMs' | 'misfitShare'> {
    const { optimizeBudgetMs, misfitShare } = this.start.tuning;
    const root = unit.osr?.functionIndex ?? unit.functions[0];
    const watched = root !== undefined && !state.fits.isSettled(root);
    return { budgetMs: optimizeBudgetMs, misfitShare: watched ? misfitShare : 0 };
  }

  /** A unit that is optimized because it is hot, with what its counts say to inline by now. */
  #latest(state: ModuleState, lane: PoolLane, unit: CompileUnit): CompileUnit {
    const root = unit.osr?.functionIndex ?? unit.functions[0]!;
    if (lane === 'recount' || !this.serves(state)) return unit;
    return { ...unit, inline: formUnit(root, state, this.start.tuning).slice(1) };
  }

  #take(state: ModuleState, lane: CompileLane, outcome: CompileOutcome): void {
    this.recorder.outcome(outcome);
    for (const functionIndex of outcome.installed) state.sequence.compiled(functionIndex);
    for (const record of outcome.records) this.#log.compile(record, (index) => state.functionName(index));
    if (outcome.records[0]?.tier === 'optimized') for (const index of outcome.installed) state.setOptimized(index);
    if (lane !== 'firstCall' && lane !== 'runAhead') return;
    for (const { functionIndex, message } of outcome.failed) state.leave(functionIndex, message);
  }

  #metrics(): EngineMetrics {
    const hottest: (HotFunction & { count: number })[] = [];
    const leftAtBaseline: LeftAtBaseline[] = [];
    for (const state of this.#modules.values()) {
      const module = state.number;
      for (const profile of state.snapshot().functions.values()) {
        const { functionIndex } = profile;
        const tier = state.hasOptimizedCode(functionIndex) ? 'optimized' : 'baseline';
        hottest.push({ module, functionIndex, name: '', tier, count: executionCount(profile) });
      }
      for (const left of state.left()) {
        leftAtBaseline.push({ module, name: state.functionName(left.functionIndex), ...left });
      }
    }
    hottest.sort((a, b) => b.count - a.count);
    return this.recorder.metrics({
      statistics: binding.codeStatistics(),
      hottest: hottest.slice(0, listed).map((hot) => ({ ...hot, name: this.#nameOf(hot) })),
      leftAtBaseline,
    });
  }

  #nameOf(hot: HotFunction): string {
    return this.#modules.get(hot.module)?.functionName(hot.functionIndex) ?? '';
  }
}
