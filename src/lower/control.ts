// Control operators. Blocks of LLVM are made where control meets or parts, phis where values differ.
import type { TypeIndex } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { TypeCode, valTypeOf } from '../core/type-code.ts';
import type { OperatorReader } from '../decode/operator-reader.ts';
import type { Block, Type, Value, Weights } from '../llvm-bindings/index.ts';
import type { OpenedFrame } from './body-stream.ts';
import { takenWeights, weightsOf } from './branch-weights.ts';
import type { ControlFrame, ControlKind } from './control-stack.ts';
import { clausesOf, delegateTarget, type HandlerScope, lowerClauses, openScope } from './exceptions.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { llvmType } from './llvm-type.ts';
import type { Unit } from './unit.ts';

export interface BlockSignature {
  readonly params: readonly Type[];
  readonly results: readonly Type[];
}

const nothing: BlockSignature = { params: [], results: [] };
/** Signatures of blocks with only a result, by its type. */
const single: BlockSignature[] = [];

/** Parameters and results of the block type that the reader has just read. */
export function blockSignature(unit: Unit, typeIndex: number, type: TypeCode): BlockSignature {
  if (typeIndex >= 0) return unit.callType(typeIndex as TypeIndex);
  if (type === TypeCode.unknown) return nothing;
  const result = llvmType(valTypeOf(type));
  single[result] ??= { params: [], results: [result] };
  return single[result] as BlockSignature;
}

/** The prescan's number of the frame that opens at the current position. */
function frameHere(l: FunctionLowering): number {
  return l.control.frameAt(l.stream.position);
}

function openFrame(l: FunctionLowering, kind: ControlKind): ControlFrame {
  const { params, results } = blockSignature(l.unit, l.reader.typeIndex, l.reader.type);
  return l.control.open(kind, frameHere(l), params, results);
}

const lowerBlock: LowerFn = (l) => {
  openFrame(l, 'block');
};

const lowerLoop: LowerFn = (l) => {
  const { builder, locals, stack } = l;
  const { params } = blockSignature(l.unit, l.reader.typeIndex, l.reader.type);
  const entering = stack.popMany(params.length);
  const header = builder.block();
  const body = l.probes === undefined ? header : builder.block();
  const entry = builder.currentBlock;
  builder.br(header);
  const here = frameHere(l);
  locals.setLabelBlock(here, body);
  const carried = params.map((type) => locals.carry(here, type));
  carried.forEach((value, index) => {
    locals.bring(value, entering[index] as Value, entry);
    stack.push(value);
  });
  const outerArm = locals.arm;
  const frame = openFrame(l, 'loop');
  frame.label = header;
  frame.carried = carried;
  locals.addEdge(here, entry, l.stream.position, outerArm);
  locals.openLoop(here);
  builder.position(header);
  l.probes?.loopHeader(here, body);
};

const lowerIf: LowerFn = (l) => {
  const { builder, control, stack } = l;
  const condition = stack.popCondition();
  const weights = takenWeights(l.outcomes());
  const frame = openFrame(l, 'if');
  const values = stack.settleTop(frame.params.length);
  const then = builder.block();
  const hasElse = (l.scan.frameElseArm[frame.frame] as number) >= 0;
  if (hasElse) {
    frame.otherwise = builder.block();
    frame.otherwiseValues = values;
  } else {
    // Without `else`, the parameters go on to the end when the condition is false.
    frame.otherwise = control.labelOf(frame);
    l.locals.addEdge(frame.frame, builder.currentBlock, l.stream.position, frame.outerArm);
    control.bring(frame, values, builder.currentBlock);
  }
  builder.condBr(condition, then, frame.otherwise, weights);
  builder.position(then);
  if (l.probes !== undefined) l.probes.outcome(l.probes.site(), 1);
};

/** Leaves the current arm for the end of its frame: the edge of falling through. */
function fallThrough(l: FunctionLowering, frame: ControlFrame): void {
  const values = l.stack.popMany(frame.results.length);
  l.builder.br(l.control.addEdge(frame, values));
}

const lowerElse: LowerFn = (l) => {
  const { control, locals, stack } = l;
  const frame = control.innermost;
  if (l.reachable) fallThrough(l, frame);
  stack.height = frame.height;
  stack.pushAll(frame.otherwiseValues);
  locals.arm = l.scan.frameElseArm[frame.frame] as number;
  locals.forget();
  l.builder.position(frame.otherwise);
  l.reachable = true;
};

/** Ends the innermost frame. */
export function lowerEnd(l: FunctionLowering): void {
  const { control } = l;
  const frame = control.innermost;
  if (frame.kind === 'function') endFunction(l, frame);
  else if (frame.kind === 'loop') endLoop(l, frame);
  else if (frame.kind === 'tryTable') endTryTable(l, frame);
  else if (frame.kind === 'try') endTry(l, frame);
  else endForward(l, frame, frame.results);
}

function endFunction(l: FunctionLowering, frame: ControlFrame): void {
  if (l.reachable) l.emitReturn(l.stack.popMany(frame.results.length));
  l.reachable = false;
  l.control.frames.pop();
}

function endLoop(l: FunctionLowering, frame: ControlFrame): void {
  l.locals.closeLoop(frame.frame);
  l.locals.arm = frame.outerArm;
  l.control.frames.pop();
}

/** Ends a frame whose label stands at its end; `types` are those of the label. */
function endForward(l: FunctionLowering, frame: ControlFrame, resultTypes: readonly Type[]): void {
  const { builder, control, locals, stack } = l;
  if (l.reachable && locals.edgeCount(frame.frame) === 0) {
    // Nothing branches here: control just goes on in the same block.
    locals.addEdge(frame.frame, builder.currentBlock, l.stream.position);
    leave(l, frame);
    return;
  } else if (l.reachable) fallThrough(l, frame);
  const values = frame.edgeBlocks.length === 0 ? [] : control.joined(frame, resultTypes);
  leave(l, frame);
  stack.height = frame.height;
  l.reachable = locals.edgeCount(frame.frame) > 0;
  if (!l.reachable) return;
  builder.position(frame.label);
  locals.forget();
  stack.pushAll(values);
}

const lowerTryTable: LowerFn = (l) => {
  const frame = openFrame(l, 'tryTable');
  frame.clauses = clausesOf(l.reader);
  frame.scope = openScope(l);
};

/** Lowers what catches exceptions while the place where lowering goes on is left open. */
function aside(l: FunctionLowering, emit: () => void): void {
  const { builder, reachable } = l;
  const here = builder.currentBlock;
  emit();
  l.reachable = reachable;
  if (reachable) builder.position(here);
}

function endTryTable(l: FunctionLowering, frame: ControlFrame): void {
  const scope = l.scopes.pop() as HandlerScope;
  endForward(l, frame, frame.results);
  aside(l, () => {
    lowerClauses(l, scope, frame.clauses, (label, values) => branchTo(l, l.control.target(label), values));
  });
}

const lowerTry: LowerFn = (l) => {
  openFrame(l, 'try').scope = openScope(l);
};

/** Ends the body of a legacy `try` or its last handler, and begins the handler of a tag, or of everything. */
function beginHandler(l: FunctionLowering, tag: number | undefined): void {
  const { control, locals, stack } = l;
  const frame = control.innermost;
  const scope = frame.scope as HandlerScope;
  if (l.reachable) fallThrough(l, frame);
  if (l.scopes.at(-1) === scope) {
    l.scopes.pop();
    scope.close(l);
  }
  stack.height = frame.height;
  locals.arm = control.armAt(l.stream.position);
  locals.forget();
  l.reachable = scope.open;
  if (!scope.open) return;
  const payload = scope.clause(l, tag);
  stack.push(scope.exception);
  stack.pushAll(payload);
}

function endTry(l: FunctionLowering, frame: ControlFrame): void {
  const { scope } = frame;
  const inBody = scope !== undefined && l.scopes.at(-1) === scope;
  if (inBody) l.scopes.pop();
  else if (l.reachable) {
    // Below a handler's results stands the exception.
    fallThrough(l, frame);
    l.reachable = false;
  }
  endForward(l, frame, frame.results);
  aside(l, () => {
    if (inBody) scope.close(l);
    scope?.finish(l, l.scopes.at(-1));
  });
}

const lowerDelegate: LowerFn = (l) => {
  const label = l.reader.index;
  const scope = l.scopes.pop() as HandlerScope;
  endForward(l, l.control.innermost, l.control.innermost.results);
  aside(l, () => {
    scope.close(l);
    scope.finish(l, delegateTarget(l, l.control.target(label)));
  });
};

function leave(l: FunctionLowering, frame: ControlFrame): void {
  l.locals.arm = frame.outerArm;
  l.control.frames.pop();
}

/** Branches from the current block to the frame's label, or returns, with the topmost operands; ends the block. */
function branchTo(l: FunctionLowering, frame: ControlFrame, values: readonly Value[]): void {
  if (frame.kind === 'function') l.emitReturn(values);
  else l.builder.br(l.control.addEdge(frame, values));
}

const lowerBr: LowerFn = (l) => {
  const frame = l.control.target(l.reader.index);
  branchTo(l, frame, l.stack.popMany(l.control.arity(frame)));
  l.reachable = false;
};

/** A branch to the operator's label, taken when `condition` (i1) holds, with the topmost operands. */
export function branchWhen(l: FunctionLowering, condition: Value): void {
  const { builder, control, stack } = l;
  const frame = control.target(l.reader.index);
  const values = stack.settleTop(control.arity(frame));
  const weights = takenWeights(l.outcomes());
  const after = builder.block();
  const site = l.probes?.site();
  if (site?.side === 1 || frame.kind === 'function') {
    const taken = builder.block();
    builder.condBr(condition, taken, after, weights);
    builder.position(taken);
    if (site !== undefined) l.probes?.outcome(site, 1);
    branchTo(l, frame, values);
  } else builder.condBr(condition, control.addEdge(frame, values), after, weights);
  builder.position(after);
  if (site !== undefined) l.probes?.outcome(site, 0);
}

const lowerBrIf: LowerFn = (l) => branchWhen(l, l.stack.popCondition());

const lowerBrTable: LowerFn = (l) => {
  const { control, reader, stack } = l;
  const index = stack.pop();
  const depths = Array.from(reader.targets.subarray(0, reader.targetCount));
  depths.push(reader.index);
  const values = stack.popMany(control.arity(control.target(reader.index)));
  if (l.probes === undefined) switchByLabel(l, index, depths, values);
  else switchByCase(l, index, depths, values);
  l.reachable = false;
};

/** One block a case, which counts and branches. */
function switchByCase(l: FunctionLowering, index: Value, depths: readonly number[], values: readonly Value[]): void {
  const { builder } = l;
  l.isolate();
  const blocks = depths.map(() => builder.block());
  const cases = blocks.slice(0, -1).map((block, at): [number, Block] => [at, block]);
  builder.switchInt(index, blocks.at(-1) as Block, cases);
  const word = l.probes?.site().word ?? 0;
  blocks.forEach((block, at) => {
    builder.position(block);
    l.probes?.count(word + at);
    branchTo(l, l.control.target(depths[at] as number), values);
  });
}

/** One block a label, which only branches: each predecessor of a label then stands once in its phis. */
function switchByLabel(l: FunctionLowering, index: Value, depths: readonly number[], values: readonly Value[]): void {
  const { builder } = l;
  const counts = l.outcomes();
  const weights = counts && weightsOf([counts[depths.length - 1] ?? 0, ...counts.slice(0, depths.length - 1)]);
  const blocks = new Map<number, Block>();
  for (const depth of depths) if (!blocks.has(depth)) blocks.set(depth, builder.block());
  const cases = depths.slice(0, -1).map((depth, at): [number, Block] => [at, blocks.get(depth) as Block]);
  const fits: Weights | undefined = weights?.length === depths.length ? weights : undefined;
  builder.switchInt(index, blocks.get(depths.at(-1) as number) as Block, cases, fits);
  for (const [depth, block] of blocks) {
    builder.position(block);
    branchTo(l, l.control.target(depth), values);
  }
}

const lowerReturn: LowerFn = (l) => {
  l.emitReturn(l.stack.popMany(l.type.results.length));
  l.reachable = false;
};

const lowerUnreachable: LowerFn = (l) => {
  l.trap(TrapCode.unreachable);
  l.reachable = false;
};

const lowerDrop: LowerFn = (l) => {
  l.stack.height--;
};

const lowerSelect: LowerFn = (l) => {
  const condition = l.stack.popCondition();
  const otherwise = l.stack.pop();
  const value = l.stack.pop();
  l.stack.push(l.builder.select(condition, value, otherwise));
};

/** Opens a frame of an OSR plan; `reader` has just read the operator that it comes from. */
export function lowerOpenStep(l: FunctionLowering, opened: OpenedFrame, reader: OperatorReader): void {
  const { params, results } = blockSignature(l.unit, reader.typeIndex, reader.type);
  const kind = opened.kind === 'catch' ? 'try' : opened.kind;
  const frame = l.control.open(kind, frameHere(l), params, results, opened.height);
  if (kind === 'tryTable') frame.clauses = clausesOf(reader);
  if (opened.kind === 'tryTable' || opened.kind === 'try') frame.scope = openScope(l);
}

/** Closes a frame of an OSR plan: as `end`, but where a peeled loop's body ends, control goes on after the loop. */
export function lowerCloseStep(l: FunctionLowering): void {
  const frame = l.control.innermost;
  if (frame.kind !== 'peeled') {
    lowerEnd(l);
    return;
  }
  const join = l.control.frames[l.control.frames.length - 2] as ControlFrame;
  if (l.reachable) l.builder.br(l.control.addEdge(join, l.stack.popMany(join.results.length)));
  l.reachable = false;
  endForward(l, frame, frame.params);
}

export const controlOperators = {
  unreachable: lowerUnreachable,
  nop: () => {},
  block: lowerBlock,
  loop: lowerLoop,
  if: lowerIf,
  else: lowerElse,
  end: lowerEnd,
  br: lowerBr,
  br_if: lowerBrIf,
  br_table: lowerBrTable,
  return: lowerReturn,
  drop: lowerDrop,
  select: lowerSelect,
  select_t: lowerSelect,
  try_table: lowerTryTable,
  try: lowerTry,
  catch: (l: FunctionLowering) => beginHandler(l, l.reader.index),
  catch_all: (l: FunctionLowering) => beginHandler(l, undefined),
  delegate: lowerDelegate,
} as const satisfies Record<string, LowerFn>;
