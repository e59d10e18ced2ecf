// What is compared with what: each peer is one way to run a wasm module, in a process of its own.
import type { WasabiTier } from './protocol.ts';

export interface Peer {
  readonly name: string;
  readonly description: string;
  /**
   * `v8`: Node's own engine; `wasabi`: ours at a tier; `wasmtime`: the library of PyPI's package, in a Python process;
   * `native`: the C or C++ source, compiled.
   */
  readonly engine: 'v8' | 'wasabi' | 'wasmtime' | 'native';
  readonly tier?: WasabiTier;
  /** Of Wasmtime. */
  readonly strategy?: 'cranelift' | 'winch';
  /** V8 of the newest Node, a development dependency, instead of the Node that runs the bench. */
  readonly newest?: true;
  /** Options of the peer's Node process. */
  readonly nodeOptions: readonly string[];
  /** Unmeasured runs before the first measured one: enough for the slowest to reach its steady state. */
  readonly warmUpRuns: number;
  /** Suites that it takes part in, if not in all. */
  readonly suites?: readonly string[];
  /** Those of them that it takes part in when a run shall be over in a few minutes; absent: none. */
  readonly brief?: readonly string[];
}

// V8 compiles lazily by default; without that option, a first run would count compile time.
const eager = '--no-wasm-lazy-compilation';
/** Runs until an engine that watches what is hot has replaced it. */
const tierUpRuns = 20;
const node = { nodeOptions: [] as readonly string[], warmUpRuns: 2 };

export const peers: readonly Peer[] = [
  {
    ...node,
    name: 'v8-liftoff',
    description: "V8's baseline compiler alone",
    engine: 'v8',
    nodeOptions: ['--liftoff-only', eager],
  },
  {
    ...node,
    name: 'v8-turbofan',
    description: "V8's optimizing compiler alone",
    engine: 'v8',
    nodeOptions: ['--no-liftoff', eager],
    brief: ['kernels'],
  },
  {
    ...node,
    name: 'v8',
    description: 'V8 of this Node, as it comes',
    engine: 'v8',
    warmUpRuns: tierUpRuns,
    brief: ['programs'],
  },
  {
    ...node,
    name: 'v8-newest',
    description: 'V8 of the newest Node, as it comes',
    engine: 'v8',
    newest: true,
    warmUpRuns: tierUpRuns,
    brief: ['kernels', 'programs'],
  },
  {
    ...node,
    name: 'cranelift',
    description: "Wasmtime's optimizing compiler",
    engine: 'wasmtime',
    strategy: 'cranelift',
    suites: ['kernels', 'programs'],
    brief: ['kernels', 'programs'],
  },
  {
    ...node,
    name: 'winch',
    description: "Wasmtime's baseline compiler",
    engine: 'wasmtime',
    strategy: 'winch',
    suites: ['kernels', 'programs'],
  },
  {
    ...node,
    name: 'native',
    description: 'the C or C++ source by clang -O3 -march=native, else gcc',
    engine: 'native',
    suites: ['kernels', 'programs'],
    brief: ['kernels'],
  },
  {
    ...node,
    name: 'baseline',
    description: 'Wasabi, baseline tier with counters',
    engine: 'wasabi',
    tier: 'baseline',
    brief: ['kernels'],
  },
  {
    ...node,
    name: 'optimized',
    description: 'Wasabi, O3 without profile',
    engine: 'wasabi',
    tier: 'optimized',
    brief: ['kernels'],
  },
  {
    ...node,
    name: 'tiered',
    description: 'Wasabi as it comes: O3 with profile for what is hot',
    engine: 'wasabi',
    tier: 'tiered',
    warmUpRuns: tierUpRuns,
    brief: ['kernels', 'programs'],
  },
  {
    ...node,
    name: 'warm',
    description: 'the same, run a second time with a cache of its own',
    engine: 'wasabi',
    tier: 'tiered',
    suites: ['programs'],
    brief: ['programs'],
  },
];

/** The peers of a run of a few minutes. */
export const briefPeers: readonly Peer[] = peers.flatMap((peer) =>
  peer.brief === undefined ? [] : [{ ...peer, suites: peer.brief }],
);

/** Baseline code compiled ahead, with and without counters: what these cost. */
export const counterPeers: readonly Peer[] = [
  { ...node, name: 'counting', description: 'with counters', engine: 'wasabi', tier: 'counting' },
  { ...node, name: 'plain', description: 'without counters', engine: 'wasabi', tier: 'plain' },
];

/** Other engines for WebAssembly. */
export const rivals: readonly string[] = peers
  .filter(({ engine }) => engine === 'v8' || engine === 'wasmtime')
  .map(({ name }) => name);

export function findPeer(name: string): Peer {
  const found = peers.find((peer) => peer.name === name);
  if (found === undefined)
    throw new Error(`no peer is called ${name}; there are ${peers.map((p) => p.name).join(', ')}`);
  return found;
}

export function takesPart({ suites }: Peer, suite: string): boolean {
  return suites === undefined || suites.includes(suite);
}
