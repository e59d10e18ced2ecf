// Samples of the guest profiler, for one module: as a tree of stacks that profiles keep, and as a list of nodes with a
// timeline that exports are made of. Knows nothing of how samples are taken.
import { type GuestSamples, SampleNode, SamplePoint } from '../src/core/guest-samples.ts';
import { addCounts } from './counts.ts';
import { emptyStacks, type FrameKey, frameKey, maxStackDepth, type StackTree, stackNodes } from './stack-tree.ts';

/** One frame below another in a list in which parents come before children. */
export interface StackListNode {
  /** Place of the calling frame in the list; -1 for an outermost frame. */
  readonly parent: number;
  readonly key: FrameKey;
  /** Samples of which it was the innermost frame, and their processor time. */
  readonly samples: number;
  readonly timeNs: number;
}

/** One sample in time. */
export interface TimedSample {
  /** Place of the innermost frame's node; -1 when the stack is unknown. */
  readonly node: number;
  /** Nanoseconds since sampling began. */
  readonly atNs: number;
  /** Processor time since the sample before. */
  readonly cpuNs: number;
  /** Module offset of the innermost frame; 0 when unknown. */
  readonly wasmOffset: number;
}

/** Stacks with their samples; from a run with real times, from a profile with none. */
export interface SampledStacks {
  readonly nodes: readonly StackListNode[];
  readonly timeline?: readonly TimedSample[];
}

function keyOf(row: Float64Array, compiledModule: number): FrameKey {
  const tier = row[SampleNode.tier];
  if (tier === 0) return frameKey('host');
  if (row[SampleNode.compiledModule] !== compiledModule) return frameKey('foreign');
  return frameKey(tier === 1 ? 'baseline' : 'optimized', row[SampleNode.functionIndex]);
}

/** A run's samples as a list; frames of modules other than `compiledModule` lose their functions. */
export function sampledStacks(samples: GuestSamples, compiledModule: number): SampledStacks {
  const { nodes: rows, points } = samples;
  const nodes: StackListNode[] = [];
  for (let at = SampleNode.size; at < rows.length; at += SampleNode.size) {
    const row = rows.subarray(at, at + SampleNode.size);
    nodes.push({
      parent: (row[SampleNode.parent] as number) - 1,
      key: keyOf(row, compiledModule),
      samples: row[SampleNode.samples] as number,
      timeNs: row[SampleNode.cpuNs] as number,
    });
  }
  const timeline: TimedSample[] = [];
  for (let at = 0; at < points.length; at += SamplePoint.size) {
    timeline.push({
      node: (points[at + SamplePoint.node] as number) - 1,
      atNs: points[at + SamplePoint.timeNs] as number,
      cpuNs: points[at + SamplePoint.cpuNs] as number,
      wasmOffset: points[at + SamplePoint.wasmOffset] as number,
    });
  }
  return { nodes, timeline };
}

/** A tree as a list, without a timeline. */
export function listStacks(tree: StackTree): SampledStacks {
  const nodes: StackListNode[] = [];
  const path: number[] = [];
  for (const { key, node, depth } of stackNodes(tree)) {
    path[depth] = nodes.length;
    nodes.push({ parent: path[depth - 1] ?? -1, key, samples: node.samples, timeNs: node.timeNs });
  }
  return { nodes };
}

interface GrowingTree {
  samples: number;
  timeNs: number;
  readonly children: Map<FrameKey, GrowingTree>;
}

/** The list as a tree: equal frames below the same frame become one node. */
export function treeOf({ nodes, timeline }: SampledStacks): StackTree {
  const root: GrowingTree = { ...emptyStacks, children: new Map() };
  const placed: { tree: GrowingTree; depth: number }[] = [];
  for (const { parent, key, samples, timeNs } of nodes) {
    const { tree: above, depth } = placed[parent] ?? { tree: root, depth: 0 };
    let tree = depth < maxStackDepth ? above.children.get(key) : above;
    if (!tree) {
      tree = { samples: 0, timeNs: 0, children: new Map() };
      above.children.set(key, tree);
    }
    tree.samples = addCounts(tree.samples, samples);
    tree.timeNs = addCounts(tree.timeNs, timeNs);
    placed.push({ tree, depth: Math.min(depth + 1, maxStackDepth) });
  }
  for (const { node, cpuNs } of timeline ?? []) {
    if (node >= 0) continue;
    root.samples = addCounts(root.samples, 1);
    root.timeNs = addCounts(root.timeNs, cpuNs);
  }
  return root;
}
