// A map from pairs of small integers, for what may have a million entries. Knows nothing of what they stand for.

/** What a map has before its first entry: one free slot, never written. */
const emptySlots = new Int32Array(3).fill(-1);

/** A map from pairs of non-negative integers to integers: open addressing over one typed array. */
export class PairMap {
  private slots = emptySlots;
  private count = 0;

  /** The value at (a, b), or -1. */
  get(a: number, b: number): number {
    const slot = this.slotOf(a, b);
    return this.slots[slot] === -1 ? -1 : (this.slots[slot + 2] as number);
  }

  set(a: number, b: number, value: number): void {
    if (2 * this.count + 2 > this.slots.length / 3) this.grow();
    const slot = this.slotOf(a, b);
    if (this.slots[slot] === -1) this.count++;
    this.slots[slot] = a;
    this.slots[slot + 1] = b;
    this.slots[slot + 2] = value;
  }

  /** First word of the pair's slot, or of the free slot where it belongs. */
  private slotOf(a: number, b: number): number {
    const { slots } = this;
    const mask = slots.length / 3 - 1;
    let at = ((Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 7) & mask;
    while (slots[3 * at] !== -1 && (slots[3 * at] !== a || slots[3 * at + 1] !== b)) at = (at + 1) & mask;
    return 3 * at;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 4).fill(-1);
    for (let slot = 0; slot < old.length; slot += 3) {
      if (old[slot] === -1) continue;
      const target = this.slotOf(old[slot] as number, old[slot + 1] as number);
      this.slots.set(old.subarray(slot, slot + 3), target);
    }
  }
}
