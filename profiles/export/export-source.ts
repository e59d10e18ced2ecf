// What every export is made of: stacks, and words for their frames. Knows no format.
import type { FuncIndex } from '../../src/core/module.ts';
import type { SampledStacks, TimedSample } from '../samples.ts';
import { type FrameKey, frameFunction, frameKindOf } from '../stack-tree.ts';

export interface ExportSource {
  readonly stacks: SampledStacks;
  /** Name of the program, such as its file. */
  readonly program: string;
  readonly functionName: (functionIndex: FuncIndex) => string;
  /** Module offset of a function's body; 0 when it is unknown. */
  readonly bodyOffset: (functionIndex: FuncIndex) => number;
}

/** A frame in words. */
export interface FrameLabel {
  readonly name: string;
  /** The program and the tier: viewers that colour by file so colour by tier. */
  readonly file: string;
  readonly tier: 'baseline' | 'optimized' | undefined;
  /** Module offset of the function's body; 0 for none. */
  readonly offset: number;
}

export function labelOf(key: FrameKey, source: ExportSource): FrameLabel {
  const kind = frameKindOf(key);
  if (kind === 'host') return { name: '(host)', file: '(host)', tier: undefined, offset: 0 };
  if (kind === 'foreign') return { name: '(another module)', file: '(another module)', tier: undefined, offset: 0 };
  const functionIndex = frameFunction(key);
  return {
    name: source.functionName(functionIndex),
    file: `${source.program} (${kind})`,
    tier: kind,
    offset: source.bodyOffset(functionIndex),
  };
}

/** Samples in time; where a profile keeps no times, one after the other, those of a stack together. */
export function timelineOf({ nodes, timeline }: SampledStacks): readonly TimedSample[] {
  if (timeline) return timeline;
  const samples: TimedSample[] = [];
  let atNs = 0;
  nodes.forEach(({ samples: count, timeNs }, node) => {
    const cpuNs = count > 0 ? timeNs / count : 0;
    for (let left = Math.min(count, mostSamplesOfStack); left > 0; left--) {
      const share = count > mostSamplesOfStack ? timeNs / mostSamplesOfStack : cpuNs;
      atNs += share;
      samples.push({ node, atNs, cpuNs: share, wasmOffset: 0 });
    }
  });
  return samples;
}

/** Where counts are beyond all measure, as after many merges, samples stand for more time instead of being more. */
const mostSamplesOfStack = 100_000;
