// A cursor over part of a module's bytes: bytes, LEB128 numbers, names (spec 5.1, 5.2). Positions are offsets in the
// module. Knows nothing of sections or operators. Throws `WasmError` with the spec suite's phrases.
import { malformed, unsupported, type WasmError } from '../core/errors.ts';
import { maxNameSizeBytes } from '../core/limits.ts';
import { decodeUtf8 } from './utf8.ts';

export class ByteReader {
  readonly bytes: Uint8Array;
  /** Offset of the next byte. */
  position: number;
  /** Offset after the last byte that may be read. */
  end: number;
  /** Upper and lower 32 bits of what `readU64` or `readS64` read last, both as signed integers. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /** The error for running out of bytes. */
  protected unexpectedEnd(): WasmError {
    return malformed('unexpected end of section or function', this.end);
  }

  readByte(): number {
    if (this.position >= this.end) throw this.unexpectedEnd();
    return this.bytes[this.position++] as number;
  }

  /** A byte of a LEB128, which may run past `end`: that it is no number at all is the fault to report. */
  private readLebByte(): number {
    if (this.position >= this.bytes.length) throw this.unexpectedEnd();
    return this.bytes[this.position++] as number;
  }

  /** Throws where a LEB128 ran past `end`. */
  private checkEnd(): void {
    if (this.position > this.end) throw this.unexpectedEnd();
  }

  /** Skips `count` bytes and returns where they begin. */
  skip(count: number): number {
    const start = this.position;
    if (count > this.end - start) throw malformed('unexpected end of section or function', start);
    this.position = start + count;
    return start;
  }

  /** An unsigned 32-bit LEB128. */
  readU32(): number {
    const position = this.position;
    if (position < this.end) {
      const byte = this.bytes[position] as number;
      if (byte < 0x80) {
        this.position = position + 1;
        return byte;
      }
    }
    const value = this.readLongU32();
    this.checkEnd();
    return value;
  }

  private readLongU32(): number {
    let result = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.readLebByte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    const last = this.readLastByte();
    if (last > 0x0f) throw malformed('integer too large', this.position - 1);
    return (result | (last << 28)) >>> 0;
  }

  /** The byte at which a LEB128 must end. */
  private readLastByte(): number {
    const last = this.readLebByte();
    if (last >= 0x80) throw malformed('integer representation too long', this.position - 1);
    return last;
  }

  /** A signed 32-bit LEB128. */
  readS32(): number {
    const position = this.position;
    if (position < this.end) {
      const byte = this.bytes[position] as number;
      if (byte < 0x80) {
        this.position = position + 1;
        return (byte << 25) >> 25;
      }
    }
    const value = this.readLongS32();
    this.checkEnd();
    return value;
  }

  private readLongS32(): number {
    let result = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.readLebByte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (result << (25 - shift)) >> (25 - shift);
    }
    const last = this.readLastByte();
    const spare = last & 0x78;
    if (spare !== 0 && spare !== 0x78) throw malformed('integer too large', this.position - 1);
    return result | (last << 28);
  }

  /** A signed 33-bit LEB128, as block types and heap types use it. */
  readS33(): number {
    const value = this.readLongS33();
    this.checkEnd();
    return value;
  }

  private readLongS33(): number {
    let result = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.readLebByte();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte < 0x40 ? result : result - 2 ** (shift + 7);
    }
    const last = this.readLastByte();
    const spare = last & 0x70;
    if (spare !== 0 && spare !== 0x70) throw malformed('integer too large', this.position - 1);
    result += (last & 0x1f) * 2 ** 28;
    return last & 0x10 ? result - 2 ** 33 : result;
  }

  /** A signed 64-bit LEB128 into `low` and `high`. */
  readS64(): void {
    const last = this.readLong64();
    if (this.shift64 < 63) this.signExtend64(this.shift64 + 7, last);
    else if (last !== 0 && last !== 0x7f) throw malformed('integer too large', this.position - 1);
    this.checkEnd();
  }

  /** An unsigned 64-bit LEB128 into `low` and `high`. */
  readU64(): void {
    const last = this.readLong64();
    if (this.shift64 === 63 && last > 1) throw malformed('integer too large', this.position - 1);
    this.checkEnd();
  }

  /** Bit position of the last byte that `readLong64` read. */
  private shift64 = 0;

  private readLong64(): number {
    let low = 0;
    let high = 0;
    let shift = 0;
    for (;;) {
      const byte = shift === 63 ? this.readLastByte() : this.readLebByte();
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift > 32) high |= bits << (shift - 32);
      else if (shift === 28) high |= bits >> 4;
      if (byte < 0x80) {
        this.low = low;
        this.high = high;
        this.shift64 = shift;
        return byte;
      }
      shift += 7;
    }
  }

  private signExtend64(width: number, last: number): void {
    if ((last & 0x40) === 0) return;
    if (width < 32) {
      this.low |= -1 << width;
      this.high = -1;
    } else this.high |= -1 << (width - 32);
  }

  /** `low` and `high` as an unsigned number; exact below 2^53. */
  u64AsNumber(): number {
    return (this.high >>> 0) * 2 ** 32 + (this.low >>> 0);
  }

  /** `low` and `high` as a signed BigInt. */
  s64AsBigInt(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low >>> 0);
  }

  /** `low` and `high` as an unsigned BigInt. */
  u64AsBigInt(): bigint {
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
  }

  /** Four bytes, little-endian, as a signed integer. */
  readFixed32(): number {
    const start = this.skip(4);
    const { bytes } = this;
    return (
      (bytes[start] as number) |
      ((bytes[start + 1] as number) << 8) |
      ((bytes[start + 2] as number) << 16) |
      ((bytes[start + 3] as number) << 24)
    );
  }

  /** Eight bytes, little-endian, into `low` and `high`. */
  readFixed64(): void {
    this.low = this.readFixed32();
    this.high = this.readFixed32();
  }

  private readNameSize(): number {
    const sizeBytes = this.readLongU32();
    // Past `end` too: that no module holds such a name is the fault to report.
    const outside = sizeBytes > this.bytes.length - this.position;
    if (!outside) this.checkEnd();
    if (outside || sizeBytes > this.end - this.position) throw malformed('length out of bounds', this.position);
    return sizeBytes;
  }

  /** A name: its size, then UTF-8 (spec 5.2.4). */
  readName(): string {
    const sizeBytes = this.readNameSize();
    const start = this.skip(sizeBytes);
    if (sizeBytes > maxNameSizeBytes)
      throw unsupported(`a name of ${sizeBytes} bytes (limit ${maxNameSizeBytes})`, start);
    const name = decodeUtf8(this.bytes, start, this.position);
    if (name === undefined) throw malformed('malformed UTF-8 encoding', start);
    return name;
  }
}
