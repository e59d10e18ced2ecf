// What is compared with what: each peer is one way to run a wasm module, in a process of its own.
import type { WasabiTier } from './protocol.ts';

export interface Peer {
  readonly name: string;
  readonly description: string;
  /** Which side of serve.ts runs it: Node's engine, or ours at a tier. `native` is the kernel's C source, compiled. */
  readonly engine: 'v8' | 'wasabi' | 'native';
  readonly tier?: WasabiTier;
  /** Options of the peer's Node process. */
  readonly nodeOptions: readonly string[];
  /** Unmeasured runs before the first measured one: enough for the slowest to reach its steady state. */
  readonly warmUpRuns: number;
}

// V8 compiles lazily by default; without that option, a first run would count compile time.
const eager = '--no-wasm-lazy-compilation';

export const peers: readonly Peer[] = [
  {
    name: 'v8-liftoff',
    description: "V8's baseline compiler alone",
    engine: 'v8',
    nodeOptions: ['--liftoff-only', eager],
    warmUpRuns: 2,
  },
  {
    name: 'v8-turbofan',
    description: "V8's optimizing compiler alone",
    engine: 'v8',
    nodeOptions: ['--no-liftoff', eager],
    warmUpRuns: 2,
  },
  {
    name: 'baseline',
    description: 'Wasabi, baseline tier with counters',
    engine: 'wasabi',
    tier: 'baseline',
    nodeOptions: [],
    warmUpRuns: 2,
  },
  {
    name: 'optimized',
    description: 'Wasabi, O3 without profile',
    engine: 'wasabi',
    tier: 'optimized',
    nodeOptions: [],
    warmUpRuns: 2,
  },
  {
    name: 'tiered',
    description: 'Wasabi, steady state after tier-up with profile',
    engine: 'wasabi',
    tier: 'tiered',
    nodeOptions: [],
    warmUpRuns: 20,
  },
  {
    name: 'counting',
    description: 'Wasabi, baseline code compiled ahead, with counters',
    engine: 'wasabi',
    tier: 'counting',
    nodeOptions: [],
    warmUpRuns: 2,
  },
  {
    name: 'plain',
    description: 'the same without counters: what they cost',
    engine: 'wasabi',
    tier: 'plain',
    nodeOptions: [],
    warmUpRuns: 2,
  },
  { name: 'native', description: 'clang -O3 on the C source', engine: 'native', nodeOptions: [], warmUpRuns: 2 },
];

/** Peers that run unless others are asked for. */
export const defaultPeers: readonly string[] = ['v8-liftoff', 'v8-turbofan', 'baseline', 'optimized', 'tiered'];

export function findPeer(name: string): Peer {
  const found = peers.find((peer) => peer.name === name);
  if (found === undefined)
    throw new Error(`no peer is called ${name}; there are ${peers.map((p) => p.name).join(', ')}`);
  return found;
}
