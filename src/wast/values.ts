// Arguments and expected results of a script: constants as bit patterns, and patterns that a result may match.
import { f32Bits, f64Bits, integerBits, isArithmeticNan, isCanonicalNan } from './literals.ts';
import type { ListNode, Node } from './s-expression.ts';

export type LaneType = 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64';

/** A number or vector as its bits, unsigned, lane 0 lowest; a reference as the value JavaScript sees, null for null. */
export type ScriptValue =
  | { readonly type: 'i32' | 'i64' | 'f32' | 'f64' | 'v128'; readonly bits: bigint }
  | { readonly type: 'ref'; readonly value: unknown };

/** Stands for the host reference `(ref.extern n)` of a script; equal numbers are one object. */
export class HostReference {
  readonly number: number;

  private constructor(number: number) {
    this.number = number;
  }

  static readonly #known = new Map<number, HostReference>();

  static of(number: number): HostReference {
    const reference = HostReference.#known.get(number) ?? new HostReference(number);
    HostReference.#known.set(number, reference);
    return reference;
  }
}

export type LanePattern = bigint | 'nan:canonical' | 'nan:arithmetic';

/** What a result is compared with. */
export type Expectation =
  | { readonly kind: 'number'; readonly type: 'i32' | 'i64' | 'f32' | 'f64'; readonly pattern: LanePattern }
  | { readonly kind: 'vector'; readonly lane: LaneType; readonly patterns: readonly LanePattern[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'reference'; readonly heap: string; readonly value?: HostReference }
  | { readonly kind: 'either'; readonly options: readonly Expectation[] };

const laneBits: Readonly<Record<LaneType, 8 | 16 | 32 | 64>> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };

function laneValue(text: string, lane: LaneType): LanePattern {
  if (text === 'nan:canonical' || text === 'nan:arithmetic') return text;
  if (lane === 'f32') return f32Bits(text);
  if (lane === 'f64') return f64Bits(text);
  return integerBits(text, laneBits[lane]);
}

function atomText(node: Node | undefined): string {
  if (node?.kind !== 'atom') throw new Error('expected a literal');
  return node.text;
}

/** `(T.const …)`, `(v128.const shape …)`, `(ref.null …)`, `(ref.extern n)`, `(ref.func)`, `(either …)`. */
export function parseExpectation(node: Node): Expectation {
  if (node.kind !== 'list') throw new Error('expected a constant');
  const keyword = atomText(node.items[0]);
  switch (keyword) {
    case 'i32.const':
    case 'i64.const':
    case 'f32.const':
    case 'f64.const': {
      const type = keyword.slice(0, 3) as 'i32' | 'i64' | 'f32' | 'f64';
      return { kind: 'number', type, pattern: laneValue(atomText(node.items[1]), type) };
    }
    case 'v128.const': {
      const lane = atomText(node.items[1]).split('x')[0] as LaneType;
      return { kind: 'vector', lane, patterns: node.items.slice(2).map((item) => laneValue(atomText(item), lane)) };
    }
    case 'either':
      return { kind: 'either', options: node.items.slice(1).map(parseExpectation) };
    case 'ref.null':
      return { kind: 'null' };
    default:
      return parseReference(keyword, node);
  }
}

function parseReference(keyword: string, node: ListNode): Expectation {
  const heap = /^ref\.(func|extern|exn|host|any|eq|i31|struct|array)$/.exec(keyword)?.[1];
  if (heap === undefined) throw new Error(`${keyword} is not a constant that is known`);
  const number = node.items[1];
  if (number === undefined) return { kind: 'reference', heap };
  return { kind: 'reference', heap, value: HostReference.of(Number(integerBits(atomText(number), 32))) };
}

/** The value to pass for a constant among an action's arguments. */
export function parseArgument(node: Node): ScriptValue {
  const constant = parseExpectation(node);
  switch (constant.kind) {
    case 'number':
      if (typeof constant.pattern === 'bigint') return { type: constant.type, bits: constant.pattern };
      break;
    case 'vector':
      return { type: 'v128', bits: joinLanes(constant.patterns, laneBits[constant.lane]) };
    case 'null':
      return { type: 'ref', value: null };
    case 'reference':
      if (constant.value !== undefined) return { type: 'ref', value: constant.value };
      break;
    case 'either':
      break;
  }
  throw new Error('a pattern cannot be an argument');
}

function joinLanes(lanes: readonly LanePattern[], width: number): bigint {
  let bits = 0n;
  lanes.forEach((lane, index) => {
    if (typeof lane !== 'bigint') throw new Error('a pattern cannot be an argument');
    bits |= lane << BigInt(index * width);
  });
  return bits;
}

function laneMatches(pattern: LanePattern, bits: bigint, lane: LaneType): boolean {
  const width = laneBits[lane];
  if (pattern === 'nan:canonical') return isCanonicalNan(bits, width as 32 | 64);
  if (pattern === 'nan:arithmetic') return isArithmeticNan(bits, width as 32 | 64);
  return pattern === bits;
}

/** Whether a result is what the script expects, NaN payloads and reference identity included. */
export function matches(expected: Expectation, actual: ScriptValue): boolean {
  switch (expected.kind) {
    case 'number':
      return actual.type === expected.type && laneMatches(expected.pattern, actual.bits, expected.type);
    case 'vector': {
      if (actual.type !== 'v128') return false;
      const width = laneBits[expected.lane];
      return expected.patterns.every((pattern, index) =>
        laneMatches(pattern, BigInt.asUintN(width, actual.bits >> BigInt(index * width)), expected.lane),
      );
    }
    case 'null':
      return actual.type === 'ref' && actual.value === null;
    case 'reference':
      if (actual.type !== 'ref' || actual.value === null) return false;
      if (expected.heap === 'func') return typeof actual.value === 'function';
      return expected.value === undefined || actual.value === expected.value;
    case 'either':
      return expected.options.some((option) => matches(option, actual));
  }
}

function hex(bits: bigint, width: number): string {
  return `0x${bits.toString(16).padStart(width / 4, '0')}`;
}

/** For messages. */
export function describeValue(value: ScriptValue): string {
  if (value.type !== 'ref')
    return `${value.type} ${hex(value.bits, value.type === 'v128' ? 128 : Number(value.type.slice(1)))}`;
  if (value.value === null) return 'ref.null';
  return value.value instanceof HostReference ? `ref.extern ${value.value.number}` : `ref to a ${typeof value.value}`;
}

/** For messages. */
export function describeExpectation(expected: Expectation): string {
  const lane = (pattern: LanePattern, type: LaneType) =>
    typeof pattern === 'bigint' ? hex(pattern, laneBits[type]) : pattern;
  switch (expected.kind) {
    case 'number':
      return `${expected.type} ${lane(expected.pattern, expected.type)}`;
    case 'vector':
      return `v128 of ${expected.lane}: ${expected.patterns.map((pattern) => lane(pattern, expected.lane)).join(' ')}`;
    case 'null':
      return 'ref.null';
    case 'reference':
      return `ref.${expected.heap}${expected.value === undefined ? '' : ` ${expected.value.number}`}`;
    case 'either':
      return expected.options.map(describeExpectation).join(' or ');
  }
}
