// Limits of memory and table descriptors (JS Interface 5.3, 5.4), with the platform's messages.
import type { Limits } from '../core/module.ts';

interface LimitsDescriptor {
  readonly initial?: unknown;
  readonly maximum?: unknown;
}

/** [EnforceRange] unsigned long, within bounds. */
function readBound(caller: string, property: string, value: unknown, lower: number, upper: number): number {
  const number = Math.trunc(Number(value));
  if (!Number.isFinite(Number(value))) {
    throw new TypeError(`${caller}: Property '${property}': value ${value} is not a valid number`);
  }
  const problem =
    number < lower ? `below the lower bound ${lower}` : number > upper ? `above the upper bound ${upper}` : '';
  if (problem === '') return number;
  // The platform reports what no unsigned long can hold as a TypeError, what is only out of bounds as a RangeError.
  const Kind = number < 0 || number > 0xffffffff ? TypeError : RangeError;
  throw new Kind(`${caller}: Property '${property}': value ${number} is ${problem}`);
}

/** `upper`: what `initial` may be at most. Throws TypeErrors and RangeErrors that name the property. */
export function readLimits(caller: string, descriptor: LimitsDescriptor, upper: number): Limits {
  if (descriptor.initial === undefined) throw new TypeError(`${caller}: Property 'initial' is required`);
  const minimum = readBound(caller, 'initial', descriptor.initial, 0, upper);
  if (descriptor.maximum === undefined) return { minimum: BigInt(minimum) };
  const maximum = readBound(caller, 'maximum', descriptor.maximum, minimum, Math.max(upper, 0xffffffff));
  return { minimum: BigInt(minimum), maximum: BigInt(maximum) };
}
