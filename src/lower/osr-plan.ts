// The plan of an OSR continuation: which parts of a body are lowered in which order so that a loop's header becomes the
// entry. Entering an inner loop would make the outer ones irreducible; instead their bodies are peeled: the loop
// itself, the rest of the outer body once, then a fresh copy of the outer loop, and so on outwards.
import type { BodyRange, BodyStep } from './body-stream.ts';
import { FrameKind, type Prescan } from './prescan.ts';

/** The frames that contain `frame`, innermost first, without the function's. */
function enclosing(scan: Prescan, frame: number): number[] {
  const found: number[] = [];
  for (let at = frame; ; ) {
    at = scan.armFrame.at(scan.frameParent.at(at));
    if (at === 0) return found;
    found.push(at);
  }
}

/** Steps that lower the body from loop `ordinal`'s header on. `heights`: operands below each enclosing frame, the function's first. */
export function osrSteps(scan: Prescan, ordinal: number, range: BodyRange, heights: readonly number[]): BodyStep[] {
  const offset = (position: number): number => position - 1 + range.start;
  const loopFrame = scan.loopFrame.at(ordinal);
  const outer = enclosing(scan, loopFrame);
  const steps: BodyStep[] = [];
  for (const [depth, frame] of outer.toReversed().entries()) {
    const blockOffset = offset(scan.frameStart.at(frame));
    const height = heights[depth + 1] as number;
    if (scan.frameKind.at(frame) === FrameKind.loop) {
      steps.push({ kind: 'open', frame: { kind: 'join', blockOffset, height } });
      steps.push({ kind: 'open', frame: { kind: 'peeled', blockOffset, height } });
    } else steps.push({ kind: 'open', frame: { kind: 'block', blockOffset, height } });
  }
  let at = offset(scan.frameStart.at(loopFrame));
  let arm = scan.frameParent.at(loopFrame);
  for (const frame of outer) {
    const start = offset(scan.frameStart.at(frame));
    const end = offset(scan.frameEnd.at(frame)) + 1;
    const elseArm = scan.frameElseArm.at(frame);
    const inThenArm = elseArm >= 0 && arm !== elseArm;
    steps.push(
      { kind: 'code', from: at, to: inThenArm ? offset(scan.armStart.at(elseArm)) : end - 1 },
      { kind: 'close' },
    );
    if (scan.frameKind.at(frame) === FrameKind.loop) {
      steps.push({ kind: 'code', from: start, to: end }, { kind: 'close' });
    }
    at = end;
    arm = scan.frameParent.at(frame);
  }
  steps.push({ kind: 'code', from: at, to: range.end });
  return steps;
}
