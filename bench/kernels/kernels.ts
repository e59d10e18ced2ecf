// The kernels as data: what they are, how much work one run is, and what it must answer. Sizes were fixed before any
// tuning; a run takes TurboFan some 35 to 50 ms on the machine they were chosen on. The list is never trimmed to please.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

export interface Kernel {
  /** File name without suffix, beside this file: `.c` or `.cpp`, and the committed `.wasm` made from it. */
  readonly name: string;
  readonly description: string;
  /** Argument of `run`: rounds of the kernel's work in one measured run. */
  readonly rounds: number;
  /** What `run(rounds)` returns, as an unsigned number. */
  readonly checksum: number;
  /** Where most of the time goes through indirect calls that have a few frequent targets each. */
  readonly indirectTargets?: true;
}

export const kernels: readonly Kernel[] = [
  // Numbers.
  { name: 'matrix', description: 'product of 200² doubles', rounds: 8, checksum: 523154457 },
  { name: 'lu', description: 'linear equations, partial pivoting', rounds: 240, checksum: 3414786048 },
  { name: 'fft', description: 'Fourier transform of 4,096 doubles', rounds: 400, checksum: 4060520268 },
  { name: 'nbody', description: 'gravity between 48 bodies', rounds: 300, checksum: 3896284541 },
  { name: 'stencil', description: 'five-point stencil, 256² doubles', rounds: 300, checksum: 96008278 },
  { name: 'bignum', description: 'products of big integers', rounds: 450, checksum: 3790388066 },
  { name: 'sieve', description: 'sieve of Eratosthenes, 1 MB', rounds: 15, checksum: 975601656 },
  // Bytes and strings.
  { name: 'base64', description: 'Base64 there and back', rounds: 420, checksum: 3350102101 },
  { name: 'lz', description: 'LZ compression and expansion', rounds: 450, checksum: 4119774817 },
  { name: 'json', description: 'JSON parser, recursive descent', rounds: 370, checksum: 2056421896 },
  { name: 'words', description: 'words counted in a hash table', rounds: 150, checksum: 1590001568 },
  { name: 'regex', description: 'backtracking pattern matcher', rounds: 15, checksum: 583173992 },
  { name: 'alignment', description: 'Smith-Waterman, integer rows', rounds: 42, checksum: 2840664154 },
  // Vectors.
  { name: 'utf8', description: 'UTF-8 validation by vectors', rounds: 4500, checksum: 3897620783 },
  { name: 'matrix8', description: 'product of 256² bytes by vectors', rounds: 60, checksum: 269914362 },
  { name: 'blur', description: 'five-tap blur of 512² bytes, vectorized', rounds: 450, checksum: 2243181311 },
  // Cryptography.
  { name: 'chacha20', description: 'ChaCha20 keystream', rounds: 300, checksum: 2555772313 },
  { name: 'sha256', description: 'SHA-256 of 32 KB', rounds: 256, checksum: 3540608791 },
  { name: 'aes', description: 'AES-128 counter mode, by bytes', rounds: 530, checksum: 1294008292 },
  // Sorting, trees, graphs, memory.
  { name: 'sort', description: 'quicksort by callback, heap and radix sort', rounds: 7, checksum: 4183155323 },
  { name: 'tree', description: 'treap of 20,000 keys', rounds: 4, checksum: 3853150805 },
  { name: 'paths', description: 'Dijkstra with a binary heap', rounds: 125, checksum: 3523317952 },
  { name: 'lists', description: 'free-list allocator, linked lists, merge sort', rounds: 20, checksum: 2729577825 },
  { name: 'allocation', description: 'size-class allocator, binary trees', rounds: 100, checksum: 1924886866 },
  { name: 'recursion', description: 'recursive fib and tak', rounds: 30, checksum: 1224936888 },
  { name: 'queens', description: 'ten queens by backtracking', rounds: 430, checksum: 470547742 },
  // Interpreters and dispatch.
  {
    name: 'indirect',
    description: 'interpreter, one call_indirect an instruction',
    rounds: 4,
    checksum: 1029509036,
    indirectTargets: true,
  },
  { name: 'interpreter', description: 'interpreter, one br_table an instruction', rounds: 12, checksum: 3983380012 },
  {
    name: 'shapes',
    description: 'rays against shapes behind vtables',
    rounds: 20,
    checksum: 417497002,
    indirectTargets: true,
  },
  {
    name: 'expression',
    description: 'expression trees behind vtables',
    rounds: 140,
    checksum: 2282885873,
    indirectTargets: true,
  },
];

/** Absolute path of a kernel's committed module. */
export function kernelPath(kernel: Kernel): string {
  return join(packageRoot, 'bench/kernels', `${kernel.name}.wasm`);
}

/** The bytes of a kernel's committed module. */
export function kernelBytes(kernel: Kernel): Uint8Array {
  return readFileSync(kernelPath(kernel));
}
