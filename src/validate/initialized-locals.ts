// Locals of types without default value that have been assigned (spec 3.2.12, the context's local types). A block's
// assignments count up to its end only.

export class InitializedLocals {
  private readonly order: number[] = [];
  private readonly known = new Set<number>();

  get count(): number {
    return this.order.length;
  }

  has(local: number): boolean {
    return this.known.has(local);
  }

  add(local: number): void {
    if (this.known.has(local)) return;
    this.known.add(local);
    this.order.push(local);
  }

  /** Takes back all but the first `count`. */
  forgetDownTo(count: number): void {
    while (this.order.length > count) this.known.delete(this.order.pop() as number);
  }
}
