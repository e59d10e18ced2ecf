// Numbers as the text format writes them, to exact bit patterns. Knows nothing of scripts.

interface FloatFormat {
  readonly mantissaBits: number;
  readonly exponentBits: number;
}

const float32: FloatFormat = { mantissaBits: 23, exponentBits: 8 };
const float64: FloatFormat = { mantissaBits: 52, exponentBits: 11 };

/** Bits of an integer literal of `width` bits, signed or unsigned, decimal or hexadecimal, as an unsigned number. */
export function integerBits(text: string, width: number): bigint {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const magnitude = BigInt(digits);
  return BigInt.asUintN(width, negative ? -magnitude : magnitude);
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4 - Math.clz32(Number.parseInt(value.toString(16)[0]!, 16)) + 28;
}

/** A literal's magnitude as the fraction `numerator / denominator`. */
function parseMagnitude(digits: string): { numerator: bigint; denominator: bigint } {
  const hex = digits.startsWith('0x');
  const [mantissa = '0', exponentText = '0'] = digits.slice(hex ? 2 : 0).split(hex ? /p/i : /e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const significand = BigInt(`${hex ? '0x' : ''}${whole}${fraction}` || '0');
  const base = hex ? 2n : 10n;
  const exponent = Number.parseInt(exponentText, 10) - fraction.length * (hex ? 4 : 1);
  const scale = base ** BigInt(Math.abs(exponent));
  return exponent >= 0
    ? { numerator: significand * scale, denominator: 1n }
    : { numerator: significand, denominator: scale };
}

/** Rounds to the nearest, ties to even: the bit pattern without its sign. */
function roundToFormat(numerator: bigint, denominator: bigint, format: FloatFormat): bigint {
  if (numerator === 0n) return 0n;
  const { mantissaBits, exponentBits } = format;
  const bias = 2 ** (exponentBits - 1) - 1;
  const lowest = 1 - bias - mantissaBits;
  const hidden = 1n << BigInt(mantissaBits);
  const scaled = (exponent: number): { quotient: bigint; twiceRest: bigint; divisor: bigint } => {
    const divisor = exponent > 0 ? denominator << BigInt(exponent) : denominator;
    const dividend = exponent < 0 ? numerator << BigInt(-exponent) : numerator;
    return { quotient: dividend / divisor, twiceRest: (dividend % divisor) * 2n, divisor };
  };
  let exponent = Math.max(bitLength(numerator) - bitLength(denominator) - mantissaBits - 1, lowest);
  let { quotient, twiceRest, divisor } = scaled(exponent);
  while (quotient >= hidden * 2n) ({ quotient, twiceRest, divisor } = scaled(++exponent));
  if (twiceRest > divisor || (twiceRest === divisor && (quotient & 1n) === 1n)) quotient++;
  // A carry out of the mantissa moves into the exponent by itself, as does the step from subnormal to normal.
  const bits = quotient < hidden ? quotient : (BigInt(exponent - lowest) << BigInt(mantissaBits)) + quotient;
  const infinity = ((1n << BigInt(exponentBits)) - 1n) << BigInt(mantissaBits);
  return bits > infinity ? infinity : bits;
}

function floatBits(text: string, format: FloatFormat): bigint {
  const { mantissaBits, exponentBits } = format;
  const sign = text.startsWith('-') ? 1n << BigInt(mantissaBits + exponentBits) : 0n;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const infinity = ((1n << BigInt(exponentBits)) - 1n) << BigInt(mantissaBits);
  if (digits === 'inf') return sign | infinity;
  if (digits === 'nan') return sign | infinity | (1n << BigInt(mantissaBits - 1));
  if (digits.startsWith('nan:')) return sign | infinity | BigInt(digits.slice(4));
  const { numerator, denominator } = parseMagnitude(digits);
  return sign | roundToFormat(numerator, denominator, format);
}

/** Bits of a floating-point literal: decimal, hexadecimal, `inf`, `nan` or `nan:0x…`. */
export function f32Bits(text: string): bigint {
  return floatBits(text, float32);
}

export function f64Bits(text: string): bigint {
  return floatBits(text, float64);
}

/** A NaN whose payload is only the quiet bit, of either sign. */
export function isCanonicalNan(bits: bigint, width: 32 | 64): boolean {
  return width === 32
    ? (bits & 0x7fff_ffffn) === 0x7fc0_0000n
    : (bits & 0x7fff_ffff_ffff_ffffn) === 0x7ff8_0000_0000_0000n;
}

/** Any quiet NaN. */
export function isArithmeticNan(bits: bigint, width: 32 | 64): boolean {
  return width === 32
    ? (bits & 0x7fc0_0000n) === 0x7fc0_0000n
    : (bits & 0x7ff8_0000_0000_0000n) === 0x7ff8_0000_0000_0000n;
}
