// Address types and limits of memory and table descriptors (JS Interface 5.3, 5.4), with the platform's messages.
// Addresses of 64 bits, and numbers of pages or elements with them, are BigInts.
import type { Limits } from '../core/module.ts';

export type AddressType = 'i32' | 'i64';

interface LimitsDescriptor {
  readonly address?: unknown;
  readonly initial?: unknown;
  readonly maximum?: unknown;
}

/** [EnforceRange] unsigned long; `place` names the value in messages. */
export function enforceU32(place: string, value: unknown): number {
  const number = Math.trunc(typeof value === 'bigint' ? Number.NaN : Number(value));
  if (!Number.isFinite(number)) throw new TypeError(`${place} must be convertible to a valid number`);
  if (number < 0) throw new TypeError(`${place} must be non-negative`);
  if (number > 0xffffffff) throw new TypeError(`${place} must be in the unsigned long range`);
  return number;
}

/** A BigInt, or what converts to one, of 64 bits. */
function enforceU64(place: string, value: unknown): bigint {
  if (typeof value === 'number') throw new TypeError(`${place} must be convertible to a BigInt`);
  const number = toBigInt(place, value);
  if (number < 0n) throw new TypeError(`${place} must be non-negative`);
  if (number > 0xffff_ffff_ffff_ffffn) throw new TypeError(`${place} must be in u64 range`);
  return number;
}

function toBigInt(place: string, value: unknown): bigint {
  try {
    return BigInt(value as bigint);
  } catch {
    throw new TypeError(`${place} must be convertible to a BigInt`);
  }
}

/** An address, index or size of the given address type (JS Interface, AddressValueToU64). */
export function enforceAddress(place: string, value: unknown, is64: boolean): bigint {
  return is64 ? enforceU64(place, value) : BigInt(enforceU32(place, value));
}

/** The same kind of value for JavaScript. */
export function addressToJs(value: number, is64: boolean): number | bigint {
  return is64 ? BigInt(value) : value;
}

/** Whether a descriptor asks for addresses of 64 bits. */
export function readAddressType(caller: string, descriptor: LimitsDescriptor): boolean {
  const { address } = descriptor;
  if (address === undefined) return false;
  const name = String(address);
  if (name === 'i32' || name === 'i64') return name === 'i64';
  throw new TypeError(`${caller}: Unknown address type '${name}'; pass 'i32' or 'i64'`);
}

interface Bounds {
  readonly initial: bigint;
  readonly maximum: bigint;
}

/** `upper`: what each may be at most. Throws TypeErrors and RangeErrors that name the property. */
export function readLimits(caller: string, descriptor: LimitsDescriptor, is64: boolean, upper: Bounds): Limits {
  const bound = (property: 'initial' | 'maximum', lower: bigint): bigint => {
    const place = `${caller}: Property '${property}'`;
    const value = enforceAddress(place, descriptor[property], is64);
    if (value < lower) throw new RangeError(`${place}: value ${value} is below the lower bound ${lower}`);
    if (value <= upper[property]) return value;
    throw new RangeError(`${place}: value ${value} is above the upper bound ${upper[property]}`);
  };
  if (descriptor.initial === undefined) throw new TypeError(`${caller}: Property 'initial' is required`);
  const minimum = bound('initial', 0n);
  if (descriptor.maximum === undefined) return { minimum };
  return { minimum, maximum: bound('maximum', minimum) };
}
