// Evaluates constant expressions (spec 4.6.6): initial values of globals and tables, offsets of segments.
import type { ConstExpr, ConstInstruction } from '../core/module.ts';
import type { RefBits } from './native-addon.ts';

/** What constant expressions may refer to. */
export interface ConstantScope {
  /** Low and high 64 bits of a global by index. */
  readonly globalBits: (index: number) => readonly [low: bigint, high: bigint];
  readonly functionRef: (index: number) => RefBits;
}

const u32 = (value: bigint) => BigInt.asUintN(32, value);
const u64 = (value: bigint) => BigInt.asUintN(64, value);

type Arithmetic = Extract<ConstInstruction['op'], `${string}.add` | `${string}.sub` | `${string}.mul`>;

const arithmetic: Readonly<Record<Arithmetic, (a: bigint, b: bigint) => bigint>> = {
  'i32.add': (a, b) => u32(a + b),
  'i32.sub': (a, b) => u32(a - b),
  'i32.mul': (a, b) => u32(a * b),
  'i64.add': (a, b) => u64(a + b),
  'i64.sub': (a, b) => u64(a - b),
  'i64.mul': (a, b) => u64(a * b),
};

function v128Halves(bytes: Uint8Array): readonly [bigint, bigint] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return [view.getBigUint64(0, true), view.getBigUint64(8, true)];
}

/** The value's low and high 64 bits. The expression is validated: it leaves one value. */
export function evaluateConstant(expression: ConstExpr, scope: ConstantScope): readonly [low: bigint, high: bigint] {
  const stack: (readonly [bigint, bigint])[] = [];
  const pop = () => (stack.pop() ?? [0n, 0n])[0];
  for (const instruction of expression) {
    switch (instruction.op) {
      case 'i32.const':
        stack.push([BigInt(instruction.value >>> 0), 0n]);
        break;
      case 'i64.const':
        stack.push([u64(instruction.value), 0n]);
        break;
      case 'f32.const':
        stack.push([BigInt(instruction.bits >>> 0), 0n]);
        break;
      case 'f64.const':
        stack.push([u64(instruction.bits), 0n]);
        break;
      case 'v128.const':
        stack.push(v128Halves(instruction.bytes));
        break;
      case 'ref.null':
        stack.push([0n, 0n]);
        break;
      case 'ref.func':
        stack.push([BigInt(scope.functionRef(instruction.index)), 0n]);
        break;
      case 'global.get':
        stack.push(scope.globalBits(instruction.index));
        break;
      default: {
        const right = pop();
        stack.push([arithmetic[instruction.op](pop(), right), 0n]);
      }
    }
  }
  return stack.pop() ?? [0n, 0n];
}
