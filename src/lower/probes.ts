// Counters in baseline code: function entries, loop headers, branch outcomes, indirect targets. The layout of the
// block is core/counter-layout.ts; its address is loaded once, at function entry.
import {
  type CounterLayout,
  type CounterSite,
  counterLayout,
  entryWord,
  IndirectSite,
  indirectSampling,
  loopWord,
} from '../core/counter-layout.ts';
import { ThreadContext, VmContext } from '../core/instance-layout.ts';
import { type Block, types, type Value } from '../llvm-bindings/index.ts';
import { slotAccess, wordAccess } from './accesses.ts';
import type { FunctionLowering } from './function-lowering.ts';
import { liveAtLoops } from './liveness.ts';
import { noRegisters } from './prototype.ts';

export class Probes {
  readonly layout: CounterLayout;
  private readonly lowering: FunctionLowering;
  /** Live locals at each loop header, by ordinal. */
  private readonly live: readonly Int32Array[];
  private counters!: Value;
  private nextSite = 0;

  constructor(lowering: FunctionLowering, localCount: number) {
    this.lowering = lowering;
    this.layout = counterLayout(lowering.scan);
    this.live = liveAtLoops(lowering.scan, localCount);
  }

  /** At function entry: finds the block, counts the entry, and tells the runtime when the budget is spent. */
  entry(): void {
    const l = this.lowering;
    const blocks = l.vmPointer(VmContext.counterBlocks, true);
    this.counters = l.loadPointer(blocks, 8 * (l.functionIndex - l.unit.importedFunctions));
    l.coldIf(this.trip(entryWord), (after) => {
      l.callHelper('hotFunction', [l.i32(l.functionIndex)]);
      l.builder.br(after);
    });
  }

  /**
   * The header of a loop, where lowering stands: counts it and goes on to `body`; when the budget is spent, may leave for
   * a continuation of the function. What the loop carries is loaded in the body, so that nothing is moved to make room
   * for the counter.
   */
  loopHeader(frame: number, body: Block): void {
    const l = this.lowering;
    const { builder } = l;
    const ordinal = l.scan.frameLoop[frame] as number;
    const cold = builder.block('cold', true);
    const transfer = builder.block('transfer', true);
    builder.condBr(this.trip(loopWord(ordinal)), cold, body);
    builder.position(cold);
    const live = this.live[ordinal] as Int32Array;
    const args = [l.functionIndex, ordinal, live.length + l.stack.height].map((n) => l.i32(n));
    const continuation = l.callHelper('hotLoop', args);
    builder.condBr(builder.icmp('eq', continuation, builder.nullPtr()), body, transfer);
    builder.position(transfer);
    const buffer = l.loadPointer(l.threadPointer(), ThreadContext.osrBuffer);
    this.stateAt(live).forEach((value, index) => {
      const address = l.field(buffer, ThreadContext.valueSize * index);
      builder.store(l.locals.besideBody(frame, value), address, slotAccess);
    });
    this.transfer(continuation);
    builder.position(body);
  }

  /**
   * Enters a continuation in the function's place. A function with tail calls leaves its frame: the continuation may
   * tail-call as well, and frames left behind would pile up.
   */
  private transfer(continuation: Value): void {
    const { builder, unit, type, registers, vmctx } = this.lowering;
    const nothing = [...(registers?.ints ?? []), ...(registers?.floats ?? [])].map((each) => builder.poison(each));
    const prototype = unit.prototype(type, registers ?? noRegisters);
    const tail = registers === undefined ? 'none' : 'musttail';
    const result = builder.call(prototype, continuation, [vmctx, ...nothing], { tail });
    builder.ret(type.results.length > 0 ? result : undefined);
  }

  /** The current operator's site. Sites are passed in the order of the body; unreachable ones are skipped. */
  site(): CounterSite {
    const { sites } = this.layout;
    const { offset } = this.lowering.reader;
    while ((sites[this.nextSite] as CounterSite).wasmOffset < offset) this.nextSite++;
    return sites[this.nextSite] as CounterSite;
  }

  /** Counts an outcome of a branch (1: taken), if it is the one that its site counts. */
  outcome(site: CounterSite, outcome: number): void {
    if (site.side === outcome) this.count(site.word);
  }

  /** At an indirect call: counts it, and hands a sample of the targets (FuncRef pointers) to the runtime. */
  indirectCall(funcRef: Value): void {
    const l = this.lowering;
    const { builder } = l;
    const site = this.site().word;
    const total = this.count(site + IndirectSite.total);
    const mixed = builder.binary('mul', total, l.i32(indirectSampling.factor));
    const sampled = builder.icmp('ult', mixed, l.i32(indirectSampling.limit));
    l.coldIf(sampled, (after) => {
      l.callHelper('recordTarget', [builder.gepConst(this.counters, 4 * site), funcRef]);
      builder.br(after);
    });
  }

  /** Values that a transfer at a loop's header carries: its live locals in order, then the operand stack. */
  private stateAt(live: Int32Array): Value[] {
    const { locals, stack, stream } = this.lowering;
    const values = Array.from(live, (local) => locals.get(local, stream.position));
    for (let index = 0; index < stack.height; index++) values.push(stack.at(index));
    return values;
  }

  /** Counts, and gives the i1 of whether the count has become 0. */
  private trip(at: number): Value {
    return this.lowering.builder.icmp('eq', this.count(at), this.lowering.i32(0));
  }

  /** Adds 1 to a counter; the new count. */
  count(at: number): Value {
    const { builder } = this.lowering;
    const address = this.lowering.field(this.counters, 4 * at);
    const sum = builder.binary('add', builder.load(types.i32, address, wordAccess), this.lowering.i32(1));
    builder.store(sum, address, wordAccess);
    return sum;
  }
}
