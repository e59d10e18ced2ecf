// How accesses are kept inside a linear memory: by reserved address space behind it that nothing can be reached in, or
// by comparing each with the memory's length. Compiled code and the runtime must agree.
import type { MemoryType } from './module.ts';

/**
 * With static offsets below this, an address of 32 bits stays within 8 GiB from the base; with others it may reach
 * further, or further once LLVM narrows an access to its end.
 */
export const guardedOffsets = 2 ** 31;

/**
 * Whether accesses to memories of this type need no check. `platformReserves`: whether the platform reserves
 * 8 GiB behind the base of its memories in this process.
 */
export function isGuarded({ is64, pageSizeLog2 }: MemoryType, platformReserves: boolean): boolean {
  // Pages of other sizes end where the hardware's do not.
  return platformReserves && !is64 && pageSizeLog2 === 16;
}

/** Whether the length that compiled code sees is always the real one: where only this thread, by native code, can grow it. */
export function hasExactLength(type: MemoryType, platformReserves: boolean): boolean {
  return !type.shared && !isGuarded(type, platformReserves);
}
