// A tree that grows downwards and answers "the nearest ancestor that …" in logarithmic time, for properties that hold
// for all ancestors above the first one that has them. By jump pointers (Myers, "An applicative random-access stack").
import { IntList } from './int-list.ts';

export class Ancestry {
  private readonly parents = new IntList();
  private readonly jumps = new IntList();
  private readonly depths = new IntList();

  /** Starts with the root, node 0. */
  constructor() {
    this.parents.push(0);
    this.jumps.push(0);
    this.depths.push(0);
  }

  /** Adds a node below `parent`; nodes are numbered in order. */
  add(parent: number): number {
    const jump = this.jumps.at(parent);
    const far = this.jumps.at(jump);
    const even = this.depths.at(parent) - this.depths.at(jump) === this.depths.at(jump) - this.depths.at(far);
    this.parents.push(parent);
    this.jumps.push(even ? far : parent);
    return this.depths.push(this.depths.at(parent) + 1);
  }

  /** The nearest of `node` and its ancestors whose value is at most `limit`; the root where there is none. */
  nearestAtMost(node: number, values: Int32Array, limit: number): number {
    while (node !== 0 && (values[node] as number) > limit) {
      const jump = this.jumps.at(node);
      node = (values[jump] as number) > limit ? jump : this.parents.at(node);
    }
    return node;
  }

  /** The nearest of `node` and its ancestors whose value is above `limit`; the root where there is none. */
  nearestAbove(node: number, values: Int32Array, limit: number): number {
    while (node !== 0 && (values[node] as number) <= limit) {
      const jump = this.jumps.at(node);
      node = (values[jump] as number) <= limit ? jump : this.parents.at(node);
    }
    return node;
  }
}
