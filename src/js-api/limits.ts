// Limits of memory and table descriptors (JS Interface 5.3, 5.4), with the platform's messages.
import type { Limits } from '../core/module.ts';

interface LimitsDescriptor {
  readonly initial?: unknown;
  readonly maximum?: unknown;
}

/** [EnforceRange] unsigned long, within bounds. */
function readBound(caller: string, property: string, value: unknown, lower: number, upper: number): number {
  const place = `${caller}: Property '${property}'`;
  const number = Math.trunc(Number(value));
  if (!Number.isFinite(number)) throw new TypeError(`${place} must be convertible to a valid number`);
  if (number < 0) throw new TypeError(`${place} must be non-negative`);
  if (number > 0xffffffff) throw new TypeError(`${place} must be in the unsigned long range`);
  if (number < lower) throw new RangeError(`${place}: value ${number} is below the lower bound ${lower}`);
  if (number > upper) throw new RangeError(`${place}: value ${number} is above the upper bound ${upper}`);
  return number;
}

interface Bounds {
  readonly initial: number;
  readonly maximum: number;
}

/** `upper`: what each may be at most. Throws TypeErrors and RangeErrors that name the property. */
export function readLimits(caller: string, descriptor: LimitsDescriptor, upper: Bounds): Limits {
  if (descriptor.initial === undefined) throw new TypeError(`${caller}: Property 'initial' is required`);
  const minimum = readBound(caller, 'initial', descriptor.initial, 0, upper.initial);
  if (descriptor.maximum === undefined) return { minimum: BigInt(minimum) };
  const maximum = readBound(caller, 'maximum', descriptor.maximum, minimum, upper.maximum);
  return { minimum: BigInt(minimum), maximum: BigInt(maximum) };
}
