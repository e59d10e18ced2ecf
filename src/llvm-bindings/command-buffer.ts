// Growable storage of what the builders write: a stream of 32-bit words, and a pool of bytes (names and constants).

/** A stream of 32-bit words. Writers call `reserve` first, then write `words[length++]`. */
export class CommandBuffer {
  words: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.words = new Int32Array(capacity);
  }

  /** Makes room for `count` more words. */
  reserve(count: number): void {
    if (this.length + count <= this.words.length) return;
    const grown = new Int32Array(Math.max(this.words.length * 2, this.length + count));
    grown.set(this.words.subarray(0, this.length));
    this.words = grown;
  }

  put1(a: number): void {
    this.reserve(1);
    this.words[this.length++] = a;
  }

  put2(a: number, b: number): void {
    this.reserve(2);
    this.words[this.length++] = a;
    this.words[this.length++] = b;
  }

  put3(a: number, b: number, c: number): void {
    this.reserve(3);
    this.words[this.length++] = a;
    this.words[this.length++] = b;
    this.words[this.length++] = c;
  }

  put4(a: number, b: number, c: number, d: number): void {
    this.reserve(4);
    this.words[this.length++] = a;
    this.words[this.length++] = b;
    this.words[this.length++] = c;
    this.words[this.length++] = d;
  }

  putAll(values: readonly number[]): void {
    this.reserve(values.length);
    for (const value of values) this.words[this.length++] = value;
  }

  /** View of what was written; valid until the next write. */
  written(): Int32Array {
    return this.words.subarray(0, this.length);
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
