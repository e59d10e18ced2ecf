// Remembers what is dear to find out, for a time in proportion to its price. Knows nothing of what it remembers.

/** An answer holds this many times as long as finding it took, so that asking takes at most two hundredths of the time. */
const lasting = 50;

/** And this many milliseconds at most: what takes long the first time, in JavaScript that V8 has just read, does not later. */
const longestMs = 100;

interface Known<Value> {
  readonly value: Value;
  readonly untilMs: number;
}

export class Recent<Key, Value> {
  readonly #find: (key: Key) => Value;
  readonly #clock: () => number;
  readonly #known = new Map<Key, Known<Value>>();

  /** `clock` gives milliseconds. */
  constructor(find: (key: Key) => Value, clock = () => performance.now()) {
    this.#find = find;
    this.#clock = clock;
  }

  get(key: Key): Value {
    const begin = this.#clock();
    const known = this.#known.get(key);
    if (known && begin < known.untilMs) return known.value;
    const value = this.#find(key);
    const end = this.#clock();
    this.#known.set(key, { value, untilMs: end + Math.min(longestMs, (end - begin) * lasting) });
    return value;
  }

  /** What was found is not true any more. */
  forget(key: Key): void {
    this.#known.delete(key);
  }
}
