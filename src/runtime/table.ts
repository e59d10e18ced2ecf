// A table of references, shared by the instances that import it and by JavaScript.
import { maxTableElements } from '../core/limits.ts';
import type { TableType } from '../core/module.ts';
import { addon } from './addon.ts';
import { registerExternHolder } from './externs.ts';
import { isExnRef, isExternRef, tie } from './lifetime.ts';
import type { NativeTable, RefBits } from './native-addon.ts';

export class RefTable {
  readonly native: NativeTable;
  /** Closed, see function-types.ts. */
  readonly type: TableType;

  /** `length` is its first length, where `grow` brings it to the minimum. Throws a RangeError when there is no room for it. */
  constructor(type: TableType, fill: RefBits = 0, length = type.limits.minimum) {
    this.type = type;
    const { minimum, maximum } = type.limits;
    const limit = maximum === undefined || maximum > maxTableElements ? maxTableElements : Number(maximum);
    if (minimum > maxTableElements) throw new RangeError(`table of ${minimum} elements is too large`);
    this.native = addon().createTable(isExternRef(type.element), Number(length), limit, fill);
    if (isExnRef(type.element)) addon().holdTableExceptions(this.native);
    if (isExternRef(type.element)) registerExternHolder(this);
  }

  /** All elements. */
  externs(): Float64Array {
    return addon().tableRefs(this.native);
  }

  get length(): number {
    return addon().tableLength(this.native);
  }

  /** The element's bits. The index must be in bounds. */
  get(index: number): RefBits {
    return addon().tableGet(this.native, index);
  }

  /** The index must be in bounds. `owner`: whose function the reference is. */
  set(index: number, ref: RefBits, owner?: object): void {
    if (owner) tie(this, owner);
    addon().tableSet(this.native, index, ref);
  }

  /** Old length, or -1 when the table cannot grow that far. */
  grow(delta: number, fill: RefBits, owner?: object): number {
    if (owner) tie(this, owner);
    return addon().tableGrow(this.native, delta, fill);
  }
}
