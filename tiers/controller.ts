// The tier controller: turns native events and outcomes of compiles into tasks. Compiles what a running thread waits
// for on its own thread; gives everything else to the pool. Knows nothing of messages between threads.
import { encodeProfile } from '../profiles/format.ts';
import { executionCount } from '../profiles/profile.ts';
import type { FunctionProfile } from '../profiles/profile-view.ts';
import type { FuncIndex } from '../src/core/module.ts';
import * as binding from '../src/runtime/binding.ts';
import { Activity } from './activity.ts';
import { type BatchLimits, chooseBatch, chooseRunAhead } from './batch.ts';
import { CodeListing } from './code-listing.ts';
import { CompilePool } from './compile-pool.ts';
import { runCompileTask, type WorkerIdentity } from './compile-task.ts';
import { EventLog } from './event-log.ts';
import { EventTurns } from './event-turns.ts';
import { answerEvent, answerHotEvent } from './hot-events.ts';
import type { CompileLane, EngineMetrics, HotFunction, LeftAtBaseline } from './metrics.ts';
import { ModuleState } from './module-state.ts';
import { compileRank, formUnit } from './policy.ts';
import type { CompileOutcome, CompileTask, ControllerStart, ModuleMessage, Question } from './protocol.ts';
import { Recorder } from './recorder.ts';
import type { CompileUnit, Tier, TierName } from './tier.ts';

/** How many of the hottest functions, and of those left at baseline, metrics list. */
const listed = 50;

export class Controller {
  readonly start: ControllerStart;
  readonly recorder: Recorder;
  readonly #tiers: Record<TierName, Tier>;
  readonly #identity: WorkerIdentity;
  readonly #listing: CodeListing | undefined;
  readonly #activity: Activity;
  readonly #pool: CompilePool;
  readonly #log: EventLog;
  readonly #modules = new Map<number, ModuleState>();
  readonly #turns = new Map<number, EventTurns>();
  #closed = false;

  constructor(start: ControllerStart, tiers: Record<TierName, Tier>, identity: WorkerIdentity) {
    this.start = start;
    this.#activity = new Activity(start.activity);
    this.#tiers = tiers;
    this.#identity = identity;
    this.#listing = start.codeListing && new CodeListing(start.codeListing);
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
      (event) => this.#firstCall(state, event.functionIndex),
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
    await this.#pool.close();
  }

  /**
   * Gives a task to the pool and takes in its outcome; never rejects. What pays most goes first unless a rank says otherwise.
   * What is optimized is compiled with the counts, and what they say to inline, of the time when a thread takes it.
   */
  async submit(
    state: ModuleState,
    lane: CompileLane,
    tier: TierName,
    unit: CompileUnit,
    rank?: number,
  ): Promise<CompileOutcome | undefined> {
    const functions = [...unit.functions, ...(unit.inline ?? []), ...(unit.osr ? [unit.osr.functionIndex] : [])];
    const bodyBytes = functions.reduce((sum, functionIndex) => sum + state.bodyBytes(functionIndex), 0);
    const { tuning } = this.start;
    this.#activity.taskGiven();
    try {
      const root = unit.osr?.functionIndex ?? unit.functions[0]!;
      const currentRank = () => rank ?? (this.serves(state) ? compileRank(root, bodyBytes, state, tuning) : 0);
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
      if (lane === 'runAhead') this.#giveUp(state, unit, String(error));
      return undefined;
    } finally {
      this.#activity.taskTaken();
    }
  }

  /** Compiles the neighbourhood of a function that a thread waits for, unless a pool worker is at it already. */
  #firstCall(state: ModuleState, functionIndex: FuncIndex): void {
    if (!state.available(functionIndex)) return;
    const { firstCallBatchBytes, firstCallBatchFunctions } = this.start.tuning;
    const limits = { bodyBytes: firstCallBatchBytes, functions: firstCallBatchFunctions };
    const functions = chooseBatch(functionIndex, state, limits, state.sequence.expected(functionIndex));
    const task = this.#task(state, 'firstCall', this.firstTier, { functions });
    const outcome = this.#activity.while(() =>
      runCompileTask(task, this.#tiers[task.tier], state.module, this.#identity, this.#listing),
    );
    this.#take(state, 'firstCall', outcome);
    this.#runAhead(state, outcome.installed, 1);
    this.#pool.postpone();
  }

  /** Has the callees of compiled functions compiled before the program gets there; `distance` calls from executed code. */
  #runAhead(state: ModuleState, functions: readonly FuncIndex[], distance: number): void {
    const { runAheadBatchBytes, runAheadBatchFunctions, runAheadQueue, runAheadDepth } = this.start.tuning;
    if (distance > runAheadDepth || functions.length === 0) return;
    const limits: BatchLimits = { bodyBytes: runAheadBatchBytes, functions: runAheadBatchFunctions };
    for (const batch of chooseRunAhead(functions, state, limits)) {
      if (this.#pool.waiting('runAhead') >= runAheadQueue) return;
      this.submit(state, 'runAhead', this.firstTier, { functions: batch }, distance).then((outcome) => {
        if (outcome) this.#runAhead(state, outcome.installed, distance + 1);
      });
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

  #task(state: ModuleState, lane: CompileLane, tier: TierName, asked: CompileUnit): CompileTask {
    const profile: FunctionProfile[] = [];
    const unit = this.#latest(state, lane, asked);
    if (tier === 'optimized' && this.serves(state)) {
      const root = unit.osr ? [unit.osr.functionIndex] : [];
      for (const functionIndex of new Set([...root, ...unit.functions, ...(unit.inline ?? [])])) {
        const counts = state.functionProfile(functionIndex);
        if (counts) profile.push(counts);
        if (counts && lane === 'tierUp' && functionIndex === unit.functions[0])
          state.compiledWith.set(functionIndex, counts);
      }
    }
    return {
      moduleNumber: state.number,
      moduleId: state.id,
      module: state.shared,
      tier,
      lane,
      unit,
      claims: state.claims.states,
      profile,
      ...(lane === 'tierUp' || lane === 'osr' ? this.#limits(state, unit) : {}),
      startNs: this.start.startNs,
    };
  }

  #limits(state: ModuleState, unit: CompileUnit): Pick<CompileTask, 'budgetMs' | 'misfitShare'> {
    const { optimizeBudgetMs, misfitShare } = this.start.tuning;
    const root = unit.osr?.functionIndex ?? unit.functions[0];
    const watched = root !== undefined && !state.fits.isSettled(root);
    return { budgetMs: optimizeBudgetMs, misfitShare: watched ? misfitShare : 0 };
  }

  /** A unit that is optimized because it is hot, with what its counts say to inline by now. */
  #latest(state: ModuleState, lane: CompileLane, unit: CompileUnit): CompileUnit {
    const root = unit.osr?.functionIndex ?? unit.functions[0]!;
    if ((lane !== 'tierUp' && lane !== 'osr') || !this.serves(state)) return unit;
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

  /** A pool worker died: nobody will finish what it had claimed. */
  #giveUp(state: ModuleState, unit: CompileUnit, message: string): void {
    if (this.#closed || !this.serves(state)) return;
    for (const functionIndex of unit.functions) {
      if (state.claims.abandon(functionIndex)) binding.failFirstCall(state.id, functionIndex, message);
    }
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
