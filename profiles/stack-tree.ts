// Where a program's time went: a tree of call stacks, outermost frame first, with the samples that ended in each node.
// Knows how trees add up; neither how samples are taken nor how they are stored.
import type { FuncIndex } from '../src/core/module.ts';
import { addCounts } from './counts.ts';

/** What a frame is: code of a function by tier, a host function or the system, or a function of another module. */
export const frameKinds = ['baseline', 'optimized', 'host', 'foreign'] as const;
export type FrameKind = (typeof frameKinds)[number];

/** A frame in one number: function index × kinds + kind. Host and foreign frames have function index 0. */
export type FrameKey = number;

export interface StackTree {
  /** Samples taken while this frame was the innermost one, and the processor time they stand for. */
  readonly samples: number;
  readonly timeNs: number;
  readonly children: ReadonlyMap<FrameKey, StackTree>;
}

/** Deepest stack that a tree holds: profilers cut off outer frames beyond. */
export const maxStackDepth = 128;

export const emptyStacks: StackTree = { samples: 0, timeNs: 0, children: new Map() };

export function frameKey(kind: FrameKind, functionIndex: FuncIndex = 0): FrameKey {
  return functionIndex * frameKinds.length + frameKinds.indexOf(kind);
}

export function frameKindOf(key: FrameKey): FrameKind {
  return frameKinds[key % frameKinds.length] as FrameKind;
}

export function frameFunction(key: FrameKey): FuncIndex {
  return Math.floor(key / frameKinds.length);
}

/** Adds up two trees: commutative, associative and saturating. Neither is changed; parts may be shared. */
export function mergeStacks(a: StackTree, b: StackTree): StackTree {
  const children = new Map(a.children);
  for (const [key, child] of b.children) {
    const present = children.get(key);
    children.set(key, present ? mergeStacks(present, child) : child);
  }
  return { samples: addCounts(a.samples, b.samples), timeNs: addCounts(a.timeNs, b.timeNs), children };
}

/** One node on its way, with the frames that lead to it. */
export interface VisitedStack {
  readonly key: FrameKey;
  readonly node: StackTree;
  readonly depth: number;
}

/** All nodes but the root, parents before children, children by rising key. */
export function* stackNodes(tree: StackTree, depth = 0): Generator<VisitedStack> {
  const children = [...tree.children].sort((a, b) => a[0] - b[0]);
  for (const [key, node] of children) {
    yield { key, node, depth };
    yield* stackNodes(node, depth + 1);
  }
}

/** Samples and processor time. */
export interface SampledTime {
  readonly samples: number;
  readonly timeNs: number;
}

export const noTime: SampledTime = { samples: 0, timeNs: 0 };

function addTimes(a: SampledTime, b: SampledTime): SampledTime {
  return { samples: addCounts(a.samples, b.samples), timeNs: addCounts(a.timeNs, b.timeNs) };
}

/** Time of each frame without its callees, summed over all stacks. */
export function selfTimes(tree: StackTree): Map<FrameKey, SampledTime> {
  const times = new Map<FrameKey, SampledTime>();
  for (const { key, node } of stackNodes(tree)) {
    if (node.samples > 0) times.set(key, addTimes(times.get(key) ?? noTime, node));
  }
  return times;
}

/** Sum of a tree, its root included. */
export function totalTime(tree: StackTree): SampledTime {
  let total: SampledTime = { samples: tree.samples, timeNs: tree.timeNs };
  for (const { node } of stackNodes(tree)) total = addTimes(total, node);
  return total;
}

/** Time of a function by tier, without its callees. */
export type TierTimes = Readonly<Record<'baseline' | 'optimized', SampledTime>>;

export function functionTimes(times: ReadonlyMap<FrameKey, SampledTime>, functionIndex: FuncIndex): TierTimes {
  return {
    baseline: times.get(frameKey('baseline', functionIndex)) ?? noTime,
    optimized: times.get(frameKey('optimized', functionIndex)) ?? noTime,
  };
}
