// A table of references, shared by the instances that import it and by JavaScript.
import type { TableType } from '../core/module.ts';
import { addon } from './addon.ts';
import type { NativeTable, RefBits } from './native-addon.ts';

/** Elements a table may have: V8's limit. */
export const maxTableElements = 10_000_000;

export class RefTable {
  readonly native: NativeTable;
  readonly type: TableType;
  /** Instances whose functions the table may hold: they live as long as it does. */
  private readonly users = new Set<object>();

  /** Throws a RangeError when there is no room for it. */
  constructor(type: TableType, fill: RefBits = 0) {
    this.type = type;
    const { minimum, maximum } = type.limits;
    const limit = maximum === undefined || maximum > maxTableElements ? maxTableElements : Number(maximum);
    if (minimum > maxTableElements) throw new RangeError(`table of ${minimum} elements is too large`);
    this.native = addon().createTable(type.element === 'externref', Number(minimum), limit, fill);
  }

  get length(): number {
    return addon().tableLength(this.native);
  }

  /** The element's bits. The index must be in bounds. */
  get(index: number): RefBits {
    return addon().tableGet(this.native, index);
  }

  /** The index must be in bounds. `owner`: what must live as long as the reference stands in the table. */
  set(index: number, ref: RefBits, owner?: object): void {
    if (owner) this.keep(owner);
    addon().tableSet(this.native, index, ref);
  }

  /** Old length, or -1 when the table cannot grow that far. */
  grow(delta: number, fill: RefBits, owner?: object): number {
    if (owner) this.keep(owner);
    return addon().tableGrow(this.native, delta, fill);
  }

  /** Ties the life of an instance that can write into this table to the table's. */
  keep(user: object): void {
    this.users.add(user);
  }
}
