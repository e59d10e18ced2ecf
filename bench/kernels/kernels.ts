// The kernels as data: what they are, how much work one run is, and what it must answer. Sizes were fixed before any
// tuning; a run takes TurboFan some 35 to 50 ms on the machine they were chosen on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

export interface Kernel {
  /** File name without suffix, beside this file: `.c`, and the committed `.wasm` made from it. */
  readonly name: string;
  readonly description: string;
  /** Argument of `run`: rounds of the kernel's work in one measured run. */
  readonly rounds: number;
  /** What `run(rounds)` returns, as an unsigned number. */
  readonly checksum: number;
}

export const kernels: readonly Kernel[] = [
  { name: 'recursion', description: 'recursive fib and tak', rounds: 30, checksum: 1224936888 },
  { name: 'matrix', description: 'product of 200² doubles', rounds: 8, checksum: 523154457 },
  { name: 'sieve', description: 'sieve of Eratosthenes, 1 MB', rounds: 15, checksum: 975601656 },
  { name: 'tree', description: 'treap of 20,000 keys', rounds: 4, checksum: 3853150805 },
  { name: 'indirect', description: 'interpreter, one call_indirect an instruction', rounds: 4, checksum: 1029509036 },
  { name: 'interpreter', description: 'interpreter, one br_table an instruction', rounds: 12, checksum: 3983380012 },
  { name: 'lists', description: 'free-list allocator, linked lists, merge sort', rounds: 20, checksum: 2729577825 },
  { name: 'chacha20', description: 'ChaCha20 keystream', rounds: 300, checksum: 2555772313 },
];

/** Absolute path of a kernel's committed module. */
export function kernelPath(kernel: Kernel): string {
  return join(packageRoot, 'bench/kernels', `${kernel.name}.wasm`);
}

/** The bytes of a kernel's committed module. */
export function kernelBytes(kernel: Kernel): Uint8Array {
  return readFileSync(kernelPath(kernel));
}
