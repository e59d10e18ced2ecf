// Growable storage of what the builders write: a stream of 32-bit words, and a pool of bytes (names and constants).

/**
 * A stream of 32-bit words. Each method looks for room itself: they are called so often before V8 has optimized anything
 * that one more call each counts.
 */
export class CommandBuffer {
  length = 0;
  private words: Int32Array;
  private capacity: number;

  constructor(capacity: number) {
    this.words = new Int32Array(capacity);
    this.capacity = capacity;
  }

  put1(a: number): void {
    if (this.length === this.capacity) this.grow(1);
    this.words[this.length++] = a;
  }

  put2(a: number, b: number): void {
    const at = this.length;
    if (at + 2 > this.capacity) this.grow(2);
    const { words } = this;
    words[at] = a;
    words[at + 1] = b;
    this.length = at + 2;
  }

  put3(a: number, b: number, c: number): void {
    const at = this.length;
    if (at + 3 > this.capacity) this.grow(3);
    const { words } = this;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    this.length = at + 3;
  }

  put4(a: number, b: number, c: number, d: number): void {
    const at = this.length;
    if (at + 4 > this.capacity) this.grow(4);
    const { words } = this;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = d;
    this.length = at + 4;
  }

  putAll(values: readonly number[]): void {
    const at = this.length;
    const count = values.length;
    if (at + count > this.capacity) this.grow(count);
    const { words } = this;
    for (let index = 0; index < count; index++) words[at + index] = values[index] as number;
    this.length = at + count;
  }

  /** View of what was written; valid until the next write. */
  written(): Int32Array {
    return this.words.subarray(0, this.length);
  }

  /** Makes room for `count` more words. */
  private grow(count: number): void {
    this.capacity = Math.max(this.capacity * 2, this.length + count);
    const grown = new Int32Array(this.capacity);
    grown.set(this.words.subarray(0, this.length));
    this.words = grown;
  }
}

const encoder = new TextEncoder();

/** Bytes that commands refer to by offset and length. */
export class BytePool {
  private bytes = new Uint8Array(1024);
  private used = 0;

  /** Copies `data` into the pool; returns its offset. */
  add(data: Uint8Array): number {
    this.grow(data.length);
    const offset = this.used;
    this.bytes.set(data, offset);
    this.used += data.length;
    return offset;
  }

  /** Adds a string as UTF-8; returns offset and length in bytes. */
  addText(text: string): readonly [offset: number, length: number] {
    if (text === '') return [this.used, 0];
    this.grow(text.length * 3);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.used));
    const offset = this.used;
    this.used += written;
    return [offset, written];
  }

  written(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }

  private grow(count: number): void {
    if (this.used + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.used + count));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
  }
}
