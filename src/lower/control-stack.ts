// Control frames while lowering, and the edges that join at their labels. Knows locals and operands, no operators.
import type { Block, Type, Value } from '../llvm-bindings/index.ts';
import type { CatchClause, HandlerScope } from './exceptions.ts';
import type { FunctionLowering } from './function-lowering.ts';

export type ControlKind = 'function' | 'block' | 'loop' | 'if' | 'tryTable' | 'try' | 'peeled' | 'join';

const noBlock = -1 as Block;
const none: readonly never[] = [];

/** One open control frame. */
export interface ControlFrame {
  readonly kind: ControlKind;
  /** The prescan's number of the frame. */
  readonly frame: number;
  /** Arm in which the frame stands. */
  readonly outerArm: number;
  /** Operands below the frame's parameters. */
  readonly height: number;
  readonly params: readonly Type[];
  readonly results: readonly Type[];
  /** Where branches to the label go; made when first needed. A loop's header from the start. */
  label: Block;
  /** Parameters of a loop, as `LocalValues.carry` made them. */
  carried: readonly Value[];
  /** Operands that each edge to the label brings, flat, and the blocks they come from. */
  readonly edgeValues: Value[];
  readonly edgeBlocks: Block[];
  /** `if` only: where control goes when the condition is false, and the parameters of the `else` arm. */
  otherwise: Block;
  otherwiseValues: readonly Value[];
  /** `tryTable` and `try`: the protected part; absent where lowering began in a handler. */
  scope: HandlerScope | undefined;
  clauses: readonly CatchClause[];
  /** `peeled`: offset of the loop operator, whose fresh copy follows. */
  readonly blockOffset: number;
}

export class ControlStack {
  readonly frames: ControlFrame[] = [];
  private readonly lowering: FunctionLowering;
  private nextFrame = 0;
  private nextArm = 0;

  constructor(lowering: FunctionLowering) {
    this.lowering = lowering;
  }

  get innermost(): ControlFrame {
    return this.frames[this.frames.length - 1] as ControlFrame;
  }

  /** Opens a frame whose parameters are on the operand stack, and enters its arm. */
  open(
    kind: ControlKind,
    frame: number,
    params: readonly Type[],
    results: readonly Type[],
    height?: number,
  ): ControlFrame {
    const { lowering } = this;
    const opened: ControlFrame = {
      kind,
      frame,
      outerArm: lowering.locals.arm,
      height: height ?? lowering.stack.height - params.length,
      params,
      results,
      label: noBlock,
      carried: none,
      edgeValues: [],
      edgeBlocks: [],
      otherwise: noBlock,
      otherwiseValues: none,
      scope: undefined,
      clauses: none,
      blockOffset: lowering.stream.opened?.blockOffset ?? 0,
    };
    this.frames.push(opened);
    lowering.locals.arm = lowering.scan.frameArm[frame] as number;
    return opened;
  }

  /** The frame that label `depth` names. Frames of kind `join` have no label of their own. */
  target(depth: number): ControlFrame {
    let left = depth;
    for (let at = this.frames.length - 1; ; at--) {
      const frame = this.frames[at] as ControlFrame;
      if (frame.kind !== 'join' && left-- === 0) return frame;
    }
  }

  /** The prescan's number of the frame that opens at `position`, which never goes back between calls. */
  frameAt(position: number): number {
    const { frameStart } = this.lowering.scan;
    while ((frameStart[this.nextFrame] as number) < position) this.nextFrame++;
    return this.nextFrame;
  }

  /** The arm that begins at `position`, which never goes back between calls. */
  armAt(position: number): number {
    const { armStart } = this.lowering.scan;
    while ((armStart[this.nextArm] as number) < position) this.nextArm++;
    return this.nextArm;
  }

  /** How many operands a branch to the frame's label takes. */
  arity(frame: ControlFrame): number {
    return frame.kind === 'loop' || frame.kind === 'peeled' ? frame.params.length : frame.results.length;
  }

  labelOf(frame: ControlFrame): Block {
    if (frame.label === noBlock) {
      frame.label = this.lowering.builder.block();
      this.lowering.locals.setLabelBlock(frame.frame, frame.label);
    }
    return frame.label;
  }

  /** Records that the current block branches to the frame's label with `values`; the caller writes the branch. */
  addEdge(frame: ControlFrame, values: readonly Value[]): Block {
    const { builder, locals, stream } = this.lowering;
    const label = this.labelOf(frame);
    locals.addEdge(frame.frame, builder.currentBlock, stream.position);
    if (values.length === 0) return label;
    if (frame.kind === 'loop') {
      frame.carried.forEach((carried, index) => {
        locals.bring(carried, values[index] as Value, builder.currentBlock);
      });
    } else this.bring(frame, values, builder.currentBlock);
    return label;
  }

  /** Records operands that an edge from `block` brings to a forward label. */
  bring(frame: ControlFrame, values: readonly Value[], block: Block): void {
    if (values.length === 0) return;
    frame.edgeValues.push(...values);
    frame.edgeBlocks.push(block);
  }

  /** The operands at a forward label, all of whose edges are known: what every edge brings, or a phi. */
  joined(frame: ControlFrame, resultTypes: readonly Type[]): Value[] {
    const { edgeValues, edgeBlocks } = frame;
    const arity = resultTypes.length;
    return resultTypes.map((type, index) => {
      const first = edgeValues[index] as Value;
      if (edgeBlocks.every((_, edge) => edgeValues[edge * arity + index] === first)) return first;
      const phi = this.lowering.builder.phi(type, this.labelOf(frame));
      edgeBlocks.forEach((block, edge) => {
        this.lowering.builder.addIncoming(phi, edgeValues[edge * arity + index] as Value, block);
      });
      return phi;
    });
  }
}
