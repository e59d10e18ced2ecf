// pprof's protocol buffer (github.com/google/pprof/proto/profile.proto), zipped as `go tool pprof` expects it.
import { gzipSync } from 'node:zlib';
import { Function as Fn, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import type { FrameKey } from '../stack-tree.ts';
import { type ExportSource, labelOf } from './export-source.ts';

/** The profile as bytes: samples and nanoseconds of processor time for each stack. */
export function toPprof(source: ExportSource): Uint8Array {
  const strings = new StringTable();
  const functions: Fn[] = [];
  const locations: Location[] = [];
  const ids = new Map<FrameKey, number>();
  const locationOf = (key: FrameKey): number => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = locations.length + 1;
    const { name, file, offset } = labelOf(key, source);
    const text = strings.dedup(name);
    functions.push(new Fn({ id, name: text, systemName: text, filename: strings.dedup(file), startLine: 0 }));
    locations.push(new Location({ id, address: offset, line: [new Line({ functionId: id, line: 0 })] }));
    ids.set(key, id);
    return id;
  };
  const stacks: number[][] = [];
  const samples: Sample[] = [];
  for (const { parent, key, samples: count, timeNs } of source.stacks.nodes) {
    const stack = [locationOf(key), ...(stacks[parent] ?? [])];
    stacks.push(stack);
    if (count > 0) samples.push(new Sample({ locationId: stack, value: [count, Math.round(timeNs)] }));
  }
  const valueType = (type: string, unit: string) =>
    new ValueType({ type: strings.dedup(type), unit: strings.dedup(unit) });
  const profile = new Profile({
    sampleType: [valueType('samples', 'count'), valueType('cpu', 'nanoseconds')],
    sample: samples,
    location: locations,
    function: functions,
    periodType: valueType('cpu', 'nanoseconds'),
    period: 1_000_000,
    stringTable: strings,
  });
  return gzipSync(profile.encode());
}
