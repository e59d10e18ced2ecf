// Unsigned variable-length integers up to 2^53 - 1, seven bits a byte, lowest first; the profile format's only number.

/** Growing buffer of bytes. */
export class VarintWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Appends a count, index or difference: an integer from 0 to 2^53 - 1. */
  write(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a count: ${value}`);
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  writeBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A view of what was written; valid until the next write. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Reads what `VarintWriter` wrote. Throws a RangeError at the end of the bytes and for a number beyond 2^53 - 1. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  get position(): number {
    return this.#position;
  }

  read(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#position];
      if (byte === undefined) throw new RangeError('unexpected end');
      this.#position++;
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('number too large');
      if (byte < 0x80) return value;
      scale *= 0x80;
      if (scale > Number.MAX_SAFE_INTEGER) throw new RangeError('number too large');
    }
  }

  /** Reads how many items follow, each at least one byte long: so a damaged number cannot make a huge loop. */
  readLength(): number {
    const count = this.read();
    if (count > this.#bytes.length - this.#position) throw new RangeError('length beyond the end');
    return count;
  }

  readBytes(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#position) throw new RangeError('unexpected end');
    this.#position += count;
    return this.#bytes.subarray(this.#position - count, this.#position);
  }
}
