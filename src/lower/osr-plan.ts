// The plan of an OSR continuation: which parts of a body are lowered in which order so that a loop's header becomes the
// entry. Entering an inner loop would make the outer ones irreducible; instead their bodies are peeled: the loop
// itself, the rest of the outer body once, then a fresh copy of the outer loop, and so on outwards.
import type { BodyRange, BodyStep, OpenedFrame } from './body-stream.ts';
import { FrameKind, type Prescan } from './prescan.ts';

/** The frames that contain `frame`, innermost first, without the function's. */
function enclosing(scan: Prescan, frame: number): number[] {
  const found: number[] = [];
  for (let at = frame; ; ) {
    at = scan.armFrame[scan.frameParent[at] as number] as number;
    if (at === 0) return found;
    found.push(at);
  }
}

/** How a frame that is not a loop's is opened, where the plan begins in `arm` of it. */
function openedKind(scan: Prescan, frame: number, arm: number): OpenedFrame['kind'] {
  switch (scan.frameKind[frame] as number) {
    case FrameKind.tryTable:
      return 'tryTable';
    case FrameKind.try:
      return arm === (scan.frameArm[frame] as number) ? 'try' : 'catch';
    default:
      return 'block';
  }
}

/** The enclosing frames of a loop with the arm of each that leads to it, innermost first. */
interface Around {
  readonly frame: number;
  readonly arm: number;
}

function around(scan: Prescan, loopFrame: number): Around[] {
  let arm = scan.frameParent[loopFrame] as number;
  return enclosing(scan, loopFrame).map((frame) => {
    const found = { frame, arm };
    arm = scan.frameParent[frame] as number;
    return found;
  });
}

/** Steps that lower the body from loop `ordinal`'s header on. `heights`: operands below each enclosing frame, the function's first. */
export function osrSteps(scan: Prescan, ordinal: number, range: BodyRange, heights: readonly number[]): BodyStep[] {
  const offset = (position: number): number => position - 1 + range.start;
  const loopFrame = scan.loopFrame[ordinal] as number;
  const outer = around(scan, loopFrame);
  const steps: BodyStep[] = [];
  for (const [depth, { frame, arm }] of outer.toReversed().entries()) {
    const blockOffset = offset(scan.frameStart[frame] as number);
    const height = heights[depth + 1] as number;
    if ((scan.frameKind[frame] as number) === FrameKind.loop) {
      steps.push({ kind: 'open', frame: { kind: 'join', blockOffset, height } });
      steps.push({ kind: 'open', frame: { kind: 'peeled', blockOffset, height } });
    } else steps.push({ kind: 'open', frame: { kind: openedKind(scan, frame, arm), blockOffset, height } });
  }
  let at = offset(scan.frameStart[loopFrame] as number);
  for (const { frame, arm } of outer) {
    const next = offset(scan.frameNext[frame] as number);
    const inBody = (scan.frameKind[frame] as number) === FrameKind.try && arm === (scan.frameArm[frame] as number);
    // The handlers of a legacy `try` belong to what follows in its body, with the operator that ends them.
    if (inBody) steps.push({ kind: 'code', from: at, to: next });
    else steps.push({ kind: 'code', from: at, to: offset(scan.armEnd[arm] as number) }, { kind: 'close' });
    if ((scan.frameKind[frame] as number) === FrameKind.loop) {
      steps.push({ kind: 'code', from: offset(scan.frameStart[frame] as number), to: next }, { kind: 'close' });
    }
    at = next;
  }
  steps.push({ kind: 'code', from: at, to: range.end });
  return steps;
}
