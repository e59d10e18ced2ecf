// Random valid modules for comparing engines: deterministic by seed, always terminating (loops and calls burn fuel),
// free of the one thing that may differ, bits of NaNs: no NaN that arithmetic makes reaches memory, a lane or a sign.
import { RandomBody, type RandomContext } from './random-body.ts';
import {
  allTypes,
  type FuncShape,
  globalTypes,
  Random,
  section,
  typeBytes,
  unsigned,
  type ValueType,
  valueTypes,
  zero,
} from './random-encoding.ts';

export interface RandomModule {
  readonly bytes: Uint8Array;
  /** Parameter types of the exported functions `f0`, `f1`, … */
  readonly functions: readonly FuncShape[];
}

class Generator implements RandomContext {
  readonly random: Random;
  readonly types: FuncShape[] = [];
  readonly functions: number[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  typeIndex(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params}>${results}`;
    const known = this.types.findIndex((type) => `${type.params}>${type.results}` === key);
    return known >= 0 ? known : this.types.push({ params, results }) - 1;
  }

  someTypes(most: number): ValueType[] {
    return Array.from({ length: this.random.below(most + 1) }, () => this.random.pick(allTypes));
  }

  generate(): RandomModule {
    const count = 2 + this.random.below(4);
    for (let i = 0; i < count; i++) {
      const params = this.random.chance(10) ? this.someTypes(18) : this.someTypes(4);
      this.functions.push(this.typeIndex(params, this.random.chance(20) ? this.someTypes(4) : this.someTypes(1)));
    }
    const bodies = this.functions.map((type, index) =>
      new RandomBody(this, index, this.types[type] as FuncShape).encode(),
    );
    const bytes = Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(
        1,
        this.types.map(({ params, results }) => [0x60, ...valueTypes(params), ...valueTypes(results)]),
      ),
      ...section(3, this.functions.map(unsigned)),
      ...section(4, [[0x70, 0, 8]]),
      ...section(5, [[1, 1, 2]]),
      ...section(
        6,
        globalTypes.map((type) => [typeBytes[type], 1, ...zero(type), 0x0b]),
      ),
      ...section(7, this.exports()),
      ...section(9, [[0, 0x41, 0, 0x0b, ...unsigned(count), ...this.functions.flatMap((_, i) => unsigned(i))]]),
      ...section(10, bodies),
    ]);
    return { bytes, functions: this.functions.map((type) => this.types[type] as FuncShape) };
  }

  private exports(): number[][] {
    const named = (name: string, kind: number, index: number) => [
      ...unsigned(name.length),
      ...Buffer.from(name),
      kind,
      ...unsigned(index),
    ];
    return [
      ...this.functions.map((_, index) => named(`f${index}`, 0, index)),
      ...globalTypes.map((_, index) => named(`g${index}`, 3, index)),
      named('memory', 2, 0),
    ];
  }
}

/** The module of a seed. */
export function randomModule(seed: number): RandomModule {
  return new Generator(seed).generate();
}
