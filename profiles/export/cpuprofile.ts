// Chrome's .cpuprofile: DevTools, Visual Studio Code and speedscope open it.
import { type ExportSource, labelOf, timelineOf } from './export-source.ts';

interface CpuNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly hitCount: number;
  readonly children: number[];
}

const rootId = 1;

function nodesOf(source: ExportSource): CpuNode[] {
  const callFrame = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  const nodes: CpuNode[] = [{ id: rootId, callFrame, hitCount: 0, children: [] }];
  source.stacks.nodes.forEach(({ parent, key, samples }, index) => {
    const { name, file, offset } = labelOf(key, source);
    const id = rootId + 1 + index;
    nodes.push({
      id,
      // As V8 writes wasm: a line of 0 and the offset in the module as column.
      callFrame: { functionName: name, scriptId: '1', url: file, lineNumber: 0, columnNumber: offset },
      hitCount: samples,
      children: [],
    });
    nodes[parent + 1]?.children.push(id);
  });
  return nodes;
}

/** The profile as JSON text. Times are microseconds. */
export function toCpuProfile(source: ExportSource): string {
  const timeline = timelineOf(source.stacks);
  const times = timeline.map(({ atNs }) => Math.round(atNs / 1000));
  return JSON.stringify({
    nodes: nodesOf(source),
    startTime: 0,
    endTime: times.at(-1) ?? 0,
    samples: timeline.map(({ node }) => rootId + 1 + node),
    timeDeltas: times.map((time, index) => time - (times[index - 1] ?? 0)),
  });
}
