// The thread that swaps while another one runs: every second turn it puts all functions of a module in place anew, the
// turns between it does nothing, for comparison. workerData: SwapperStart; posts `ready`, and its turns when it is done.
import { parentPort, workerData } from 'node:worker_threads';
import { decodeModule } from '../../src/decode/decode-module.ts';
import type { CompiledModuleId } from '../../src/runtime/binding.ts';
import { replaceUnit } from '../../tiers/code-table.ts';
import { createTiers } from '../../tiers/tiers.ts';
import { definedFunctions } from '../peers/direct-engine.ts';

export interface SwapperStart {
  readonly id: CompiledModuleId;
  readonly bytes: Uint8Array;
  /** The thread, once ready, waits for the cell to become 1. */
  readonly go: Int32Array;
  /** How long it swaps. */
  readonly milliseconds: number;
}

/** One turn, by the monotonic clock. */
export interface Turn {
  readonly swapped: boolean;
  readonly beginNs: number;
  readonly endNs: number;
}

/** Between two turns: long enough for the running thread to come to rest, short enough for thousands of turns. */
const restMs = 0.3;

const { id, bytes, go, milliseconds } = workerData as SwapperStart;
const module = decodeModule(bytes);
const functions = definedFunctions(module);
const units = Object.values(createTiers()).map((tier) => tier.compile({ functions }, { module }));
const nowNs = () => Number(process.hrtime.bigint());

function swap(turn: number): Turn {
  const beginNs = nowNs();
  replaceUnit(id, units[turn % units.length]!);
  return { swapped: true, beginNs, endNs: nowNs() };
}

const turns: Turn[] = [];
const never = new Int32Array(new SharedArrayBuffer(4));
parentPort!.postMessage('ready');
Atomics.wait(go, 0, 0);
for (const until = nowNs() + milliseconds * 1e6; nowNs() < until; ) {
  const swapped = swap(turns.length / 2);
  Atomics.wait(never, 0, 0, restMs);
  const beginNs = nowNs();
  turns.push(swapped, { swapped: false, beginNs, endNs: beginNs + swapped.endNs - swapped.beginNs });
  Atomics.wait(never, 0, 0, restMs);
}
parentPort!.postMessage(turns);
