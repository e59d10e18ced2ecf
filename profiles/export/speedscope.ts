// speedscope's own format (https://www.speedscope.app/file-format-schema.json): one sampled profile.
import type { FrameKey } from '../stack-tree.ts';
import { type ExportSource, labelOf, timelineOf } from './export-source.ts';

/** The profile as JSON text. Weights are nanoseconds of processor time. */
export function toSpeedscope(source: ExportSource): string {
  const places = new Map<FrameKey, number>();
  const frames: { name: string; file: string }[] = [];
  const frameOf = (key: FrameKey): number => {
    let place = places.get(key);
    if (place === undefined) {
      const { name, file } = labelOf(key, source);
      place = frames.push({ name, file }) - 1;
      places.set(key, place);
    }
    return place;
  };
  const stacks: number[][] = [];
  for (const { parent, key } of source.stacks.nodes) stacks.push([...(stacks[parent] ?? []), frameOf(key)]);
  const timeline = timelineOf(source.stacks);
  const weights = timeline.map(({ cpuNs }) => cpuNs);
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'wasabi',
    name: source.program,
    activeProfileIndex: 0,
    shared: { frames },
    profiles: [
      {
        type: 'sampled',
        name: source.program,
        unit: 'nanoseconds',
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples: timeline.map(({ node }) => stacks[node] ?? []),
        weights,
      },
    ],
  });
}
