// The processed format of the Firefox profiler (profiler.firefox.com), in a version that it upgrades by itself.
import { type ExportSource, type FrameLabel, labelOf, timelineOf } from './export-source.ts';

const processedVersion = 47;
const geckoVersion = 27;

const categories = [
  { name: 'Other', color: 'grey', subcategories: ['Other'] },
  { name: 'Baseline', color: 'orange', subcategories: ['Other'] },
  { name: 'Optimized', color: 'green', subcategories: ['Other'] },
];

function categoryOf(label: FrameLabel): number {
  return label.tier === 'baseline' ? 1 : label.tier === 'optimized' ? 2 : 0;
}

/** Texts by their place in one table. */
class Strings {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  place(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

/** A table as the format has them: an array a column, and their length. */
function table<Row extends object>(rows: readonly Row[], columns: readonly (keyof Row & string)[]) {
  return Object.fromEntries([
    ...columns.map((column) => [column, rows.map((row) => row[column])]),
    ['length', rows.length],
  ]);
}

const functionColumns = [
  'isJS',
  'relevantForJS',
  'name',
  'resource',
  'fileName',
  'lineNumber',
  'columnNumber',
] as const;
const frameColumns = [
  'address',
  'inlineDepth',
  'category',
  'subcategory',
  'func',
  'nativeSymbol',
  'innerWindowID',
  'implementation',
  'line',
  'column',
] as const;
const stackColumns = ['frame', 'prefix', 'category', 'subcategory'] as const;

/** One frame a kind and function; its function's row has the same place. */
function framesOf(source: ExportSource, strings: Strings) {
  const keys = [...new Set(source.stacks.nodes.map(({ key }) => key))];
  const labels = keys.map((key) => labelOf(key, source));
  const functions = labels.map(({ name, file, offset }) => ({
    isJS: false,
    relevantForJS: false,
    name: strings.place(name),
    resource: -1,
    fileName: strings.place(file),
    lineNumber: null,
    columnNumber: offset === 0 ? null : offset,
  }));
  const frames = labels.map((label, func) => ({
    address: -1,
    inlineDepth: 0,
    category: categoryOf(label),
    subcategory: 0,
    func,
    nativeSymbol: null,
    innerWindowID: 0,
    implementation: label.tier === undefined ? null : strings.place(label.tier),
    line: null,
    column: null,
  }));
  const places = new Map(keys.map((key, place) => [key, place]));
  const stacks = source.stacks.nodes.map(({ parent, key }) => {
    const frame = places.get(key) as number;
    const category = categoryOf(labels[frame] as FrameLabel);
    return { frame, prefix: parent < 0 ? null : parent, category, subcategory: 0 };
  });
  return { functions, frames, stacks };
}

function threadOf(source: ExportSource) {
  const strings = new Strings();
  const { functions, frames, stacks } = framesOf(source, strings);
  const timeline = timelineOf(source.stacks);
  return {
    processType: 'default',
    processName: source.program,
    processStartupTime: 0,
    processShutdownTime: null,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    name: 'wasm',
    isMainThread: true,
    pid: '0',
    tid: 0,
    samples: {
      weightType: 'samples',
      weight: null,
      eventDelay: timeline.map(() => 0),
      stack: timeline.map(({ node }) => (node < 0 ? null : node)),
      time: timeline.map(({ atNs }) => atNs / 1e6),
      threadCPUDelta: timeline.map(({ cpuNs }) => Math.round(cpuNs / 1000)),
      length: timeline.length,
    },
    markers: { data: [], name: [], startTime: [], endTime: [], phase: [], category: [], length: 0 },
    stackTable: table(stacks, stackColumns),
    frameTable: table(frames, frameColumns),
    funcTable: table(functions, functionColumns),
    resourceTable: { lib: [], name: [], host: [], type: [], length: 0 },
    nativeSymbols: { libIndex: [], address: [], name: [], functionSize: [], length: 0 },
    stringArray: strings.list,
  };
}

/** The profile as JSON text; `startTimeMs` is since 1970. */
export function toFirefoxProfile(source: ExportSource, startTimeMs: number): string {
  return JSON.stringify({
    meta: {
      interval: 1,
      startTime: startTimeMs,
      abi: '',
      misc: '',
      oscpu: '',
      platform: '',
      processType: 0,
      extensions: { id: [], name: [], baseURL: [], length: 0 },
      categories,
      product: 'Wasabi',
      stackwalk: 0,
      toolkit: '',
      version: geckoVersion,
      preprocessedProfileVersion: processedVersion,
      sampleUnits: { time: 'ms', eventDelay: 'ms', threadCPUDelta: 'µs' },
      symbolicationNotSupported: true,
      usesOnlyOneStackType: true,
      markerSchema: [],
    },
    libs: [],
    pages: [],
    profilerOverhead: [],
    counters: [],
    threads: [threadOf(source)],
  });
}
