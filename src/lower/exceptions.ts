// Exceptions. A scope is the protected part of a try_table or try: calls in it are invokes that land in its pad, throws
// in it branch. From there its clauses are tried in order, then the scope around it; the landing pads of a function
// need no unwinding between them. What is thrown outside all scopes goes through the runtime.
import { Exception } from '../core/instance-layout.ts';
import type { TypeIndex } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { CatchKind, type OperatorReader } from '../decode/operator-reader.ts';
import { type Block, type FunctionId, type FunctionTypeId, types, type Value } from '../llvm-bindings/index.ts';
import { slotAccess } from './accesses.ts';
import type { ControlFrame } from './control-stack.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';

const noBlock = -1 as Block;

/** A clause of a `try_table`, as the reader gives it. */
export interface CatchClause {
  readonly kind: number;
  readonly tag: number;
  readonly label: number;
}

/** The protected part of a frame, and where what is thrown in it goes. */
export class HandlerScope {
  /** Position of the scope's frame among the open ones. */
  readonly depth: number;
  /** Where invokes land; made for the first. */
  private pad = noBlock;
  /** Where clauses begin to be tried, with the exception; made when something first gets there. */
  private dispatch = noBlock;
  exception = -1 as Value;
  /** Where the clause that is lowered next begins; none after one that catches everything. */
  private next = noBlock;

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Whether an exception can still get to the next clause. */
  get open(): boolean {
    return this.next !== noBlock;
  }

  padOf(l: FunctionLowering): Block {
    if (this.pad === noBlock) {
      this.pad = l.builder.block('pad', true);
      this.reach(l);
    }
    return this.pad;
  }

  /** Ends the current block by going to the clauses with an exception. */
  enter(l: FunctionLowering, exception: Value): void {
    this.reach(l);
    l.builder.addIncoming(this.exception, exception, l.builder.currentBlock);
    l.builder.br(this.dispatch);
  }

  private reach(l: FunctionLowering): void {
    if (this.dispatch !== noBlock) return;
    this.dispatch = l.builder.block('dispatch', true);
    this.next = this.dispatch;
    this.exception = l.builder.phi(types.ptr, this.dispatch);
  }

  /** The protected part has been lowered: writes the landing pad. */
  close(l: FunctionLowering): void {
    if (this.pad === noBlock) return;
    l.builder.position(this.pad);
    this.enter(l, l.builder.landingPad());
  }

  /** Begins a clause for a tag, or for all exceptions, where the scope is open; gives the payload. */
  clause(l: FunctionLowering, tag: number | undefined): Value[] {
    const { builder } = l;
    builder.position(this.next);
    if (tag === undefined) {
      this.next = noBlock;
      return [];
    }
    const match = builder.block('', true);
    this.next = builder.block('', true);
    const thrown = l.loadPointer(this.exception, Exception.tag);
    builder.condBr(builder.icmp('eq', thrown, tagAddress(l, tag)), match, this.next);
    builder.position(match);
    return payloadTypes(l, tag).map((type, index) => {
      return builder.load(type, builder.gepConst(this.exception, Exception.values + 16 * index), slotAccess);
    });
  }

  /** What no clause caught goes on to `outer`, or out of the function. */
  finish(l: FunctionLowering, outer: HandlerScope | undefined): void {
    if (!this.open) return;
    l.builder.position(this.next);
    throwTo(l, outer, this.exception);
  }
}

/** Clauses of the `try_table` that the reader has just read; a copy. */
export function clausesOf(reader: OperatorReader): CatchClause[] {
  return Array.from({ length: reader.targetCount }, (_, clause) => {
    const [kind = 0, tag = 0, label = 0] = reader.targets.subarray(3 * clause, 3 * clause + 3);
    return { kind, tag, label };
  });
}

/** Opens the scope of a frame that has just been opened. */
export function openScope(l: FunctionLowering): HandlerScope {
  const scope = new HandlerScope(l.control.frames.length - 1);
  l.scopes.push(scope);
  return scope;
}

function tagAddress(l: FunctionLowering, tag: number): Value {
  return l.vmPointer(l.unit.context.layout.tags + 8 * tag, true);
}

function payloadTypes(l: FunctionLowering, tag: number) {
  return l.unit.callType(l.unit.module.tags[tag] as TypeIndex).params;
}

function throwTo(l: FunctionLowering, scope: HandlerScope | undefined, exception: Value): void {
  if (scope !== undefined) {
    scope.enter(l, exception);
    return;
  }
  l.locate();
  l.callHelper('throwException', [exception], { unwinds: true });
  l.builder.unreachable();
}

/** Calls a function of wasm, whose exceptions land in the innermost scope. */
export function callThrowing(
  l: FunctionLowering,
  type: FunctionTypeId,
  callee: Value | FunctionId,
  args: readonly Value[],
): Value {
  const scope = l.scopes.at(-1);
  if (scope === undefined) return l.builder.call(type, callee, args, l.optimized ? { unwinds: true } : undefined);
  l.isolate();
  const after = l.builder.block();
  const result = l.builder.invoke(type, callee, args, after, scope.padOf(l));
  l.builder.position(after);
  return result;
}

/**
 * Lowers the clauses of a try_table that has ended. `branch` goes from the current block to a label; labels count from
 * outside the frame.
 */
export function lowerClauses(
  l: FunctionLowering,
  scope: HandlerScope,
  clauses: readonly CatchClause[],
  branch: (label: number, values: readonly Value[]) => void,
): void {
  scope.close(l);
  for (const { kind, tag, label } of clauses) {
    if (!scope.open) break;
    const payload = scope.clause(l, kind <= CatchKind.catchRef ? tag : undefined);
    const withReference = kind === CatchKind.catchRef || kind === CatchKind.catchAllRef;
    branch(label, withReference ? [...payload, scope.exception] : payload);
  }
  scope.finish(l, l.scopes.at(-1));
}

/** Where a legacy `delegate` sends exceptions: the innermost scope that is open around or at the labelled frame. */
export function delegateTarget(l: FunctionLowering, label: ControlFrame): HandlerScope | undefined {
  const depth = l.control.frames.indexOf(label);
  return l.scopes.findLast((scope) => scope.depth <= depth);
}

const lowerThrow: LowerFn = (l) => {
  const tag = l.reader.index;
  l.storeOverflow(l.stack.popMany(payloadTypes(l, tag).length));
  l.locate();
  throwTo(l, l.scopes.at(-1), l.callHelper('makeException', [tagAddress(l, tag)]));
  l.reachable = false;
};

const lowerThrowRef: LowerFn = (l) => {
  const exception = l.stack.pop();
  const scope = l.scopes.at(-1);
  // Without a scope the runtime checks.
  if (scope !== undefined) l.trapIf(l.builder.icmp('eq', exception, l.builder.nullPtr()), TrapCode.nullReference);
  throwTo(l, scope, exception);
  l.reachable = false;
};

/** In a handler of a legacy `try`, the exception stands below the operands. */
const lowerRethrow: LowerFn = (l) => {
  throwTo(l, l.scopes.at(-1), l.stack.at(l.control.target(l.reader.index).height));
  l.reachable = false;
};

export const exceptionOperators = {
  throw: lowerThrow,
  throw_ref: lowerThrowRef,
  rethrow: lowerRethrow,
} as const satisfies Record<string, LowerFn>;
