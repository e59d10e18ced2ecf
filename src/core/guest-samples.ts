// What the guest profiler found, as native code hands it over: rows of numbers in flat arrays. Written by
// runtime/native/sampling.cc, read by `profiles`.

/** Samples of one thread's wasm stacks. */
export interface GuestSamples {
  /** `process.hrtime` in nanoseconds when sampling began. */
  readonly startNs: number;
  /** Samples for which there was no room. */
  readonly lost: number;
  /** Rows of `SampleNode`: a tree, parents before children. Row 0 is its root and no frame. */
  readonly nodes: Float64Array;
  /** Rows of `SamplePoint` by time; after about a million they end, while nodes go on counting. */
  readonly points: Float64Array;
}

/**
 * One frame below another: row of the calling frame, id of the compiled module, function index, code tier (0 host, 1
 * baseline, 2 optimized), samples of which it was the innermost frame, and the processor time they stand for.
 */
export const SampleNode = {
  parent: 0,
  compiledModule: 1,
  functionIndex: 2,
  tier: 3,
  samples: 4,
  cpuNs: 5,
  size: 6,
} as const;

/** One sample: time since the start, processor time since the sample before, row of its node, module offset (0 unknown). */
export const SamplePoint = { timeNs: 0, cpuNs: 1, node: 2, wasmOffset: 3, size: 4 } as const;
