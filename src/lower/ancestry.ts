// A tree that grows downwards and answers "the nearest ancestor that …" in logarithmic time, for properties that hold
// for all ancestors above the first one that has them. By jump pointers (Myers, "An applicative random-access stack").

/** Starts with the root, node 0. */
export class Ancestry {
  private readonly parents = [0];
  private readonly jumps = [0];
  private readonly depths = [0];

  /** Adds a node below `parent`; nodes are numbered in order. */
  add(parent: number): number {
    const jump = this.jumps[parent] as number;
    const far = this.jumps[jump] as number;
    const even =
      (this.depths[parent] as number) - (this.depths[jump] as number) ===
      (this.depths[jump] as number) - (this.depths[far] as number);
    this.parents.push(parent);
    this.jumps.push(even ? far : parent);
    return this.depths.push((this.depths[parent] as number) + 1) - 1;
  }

  /** The nearest of `node` and its ancestors whose value is at most `limit`; the root where there is none. */
  nearestAtMost(node: number, values: readonly number[], limit: number): number {
    while (node !== 0 && (values[node] as number) > limit) {
      const jump = this.jumps[node] as number;
      node = (values[jump] as number) > limit ? jump : (this.parents[node] as number);
    }
    return node;
  }

  /** The nearest of `node` and its ancestors whose value is above `limit`; the root where there is none. */
  nearestAbove(node: number, values: readonly number[], limit: number): number {
    while (node !== 0 && (values[node] as number) <= limit) {
      const jump = this.jumps[node] as number;
      node = (values[jump] as number) <= limit ? jump : (this.parents[node] as number);
    }
    return node;
  }
}
