// How code accesses the memory of the runtime, of its frame and of the guest. Made once: most instructions use one of them.
import { access } from '../llvm-bindings/index.ts';

/** A counter. */
export const wordAccess = access({ align: 4 });
/** A FuncRef's type id: reading it is what traps for a null reference. */
export const typeIdAccess = access({ align: 4, volatile: true });
/** A type id of the instance. */
export const fixedTypeIdAccess = access({ align: 4, invariant: true });
/** A pointer, a length or an entry point. */
export const pointerAccess = access({ align: 8 });
/** The same where it never changes while the function runs. */
export const fixedPointerAccess = access({ align: 8, invariant: true });
/** The limit of the stack, which other threads write. */
export const stackLimitAccess = access({ align: 8, volatile: true });
/** A global, or a slot that a value of any type is handed over in. */
export const slotAccess = access({ align: 16 });
/**
 * A variable of the frame. All value types but v128 are narrower; its variables are aligned to 16 bytes, which need not be
 * promised.
 */
export const frameAccess = access({ align: 1 });
/** Linear memory: a memarg's alignment is only a hint, so nothing is known. */
export const guestAccess = access({ align: 1, volatile: true });

/**
 * Classes of memory that never overlap (TBAA): lengths of linear memories, and what checked accesses reach. So LLVM
 * may keep a length over stores of the guest.
 */
const AliasClass = { length: 1, checked: 2 } as const;

/** The length of a linear memory that is checked against it. */
export const lengthAccess = access({ align: 8, aliasClass: AliasClass.length });
/** Such a memory. */
export const checkedAccess = access({ align: 1, volatile: true, aliasClass: AliasClass.checked });
