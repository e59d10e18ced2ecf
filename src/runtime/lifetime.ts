// Who must live as long as whom. A funcref is a bare address in wasm's hands: any instance, table, global or host
// function that such an address can reach by some way must not outlive the function's instance. Ways lead both ways
// (a callee can store what it is given), so those they join live and die together.
import type { ValType } from '../core/module.ts';

const partners = new WeakMap<object, Set<object>>();

function partnersOf(object: object): Set<object> {
  let set = partners.get(object);
  if (!set) {
    set = new Set();
    partners.set(object, set);
  }
  return set;
}

/** From now on neither is collected before the other. */
export function tie(a: object, b: object): void {
  if (a === b) return;
  partnersOf(a).add(b);
  partnersOf(b).add(a);
}

/** Whether values of the type are numbers of JavaScript values. */
export function isExternRef(type: ValType): boolean {
  if (type === 'externref') return true;
  return typeof type === 'object' && (type.heap === 'extern' || type.heap === 'noextern');
}

/** Whether values of the type are addresses of exceptions. */
export function isExnRef(type: ValType): boolean {
  return typeof type === 'object' && (type.heap === 'exn' || type.heap === 'noexn');
}

/** Whether values of the type are addresses of functions. */
export function isFuncRef(type: ValType): boolean {
  if (type === 'funcref') return true;
  return typeof type === 'object' && (typeof type.heap === 'number' || type.heap === 'func' || type.heap === 'nofunc');
}
