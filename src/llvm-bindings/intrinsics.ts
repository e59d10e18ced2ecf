// Result types of intrinsics, so that the builder knows a value's type without asking LLVM.
// The native side compares each with what LLVM declares and refuses a difference.
import { type Type, type TypeTable, types } from './types.ts';

type Rule = 'void' | 'ptr' | 'withOverflow';

/** Intrinsics whose result is not their first overloaded type. */
const exceptions: Readonly<Record<string, Rule>> = {
  'llvm.memcpy': 'void',
  'llvm.memmove': 'void',
  'llvm.memset': 'void',
  'llvm.trap': 'void',
  'llvm.debugtrap': 'void',
  'llvm.assume': 'void',
  'llvm.prefetch': 'void',
  'llvm.donothing': 'void',
  'llvm.sideeffect': 'void',
  'llvm.lifetime.start': 'void',
  'llvm.lifetime.end': 'void',
  'llvm.frameaddress': 'ptr',
  'llvm.stacksave': 'ptr',
  'llvm.sadd.with.overflow': 'withOverflow',
  'llvm.uadd.with.overflow': 'withOverflow',
  'llvm.ssub.with.overflow': 'withOverflow',
  'llvm.usub.with.overflow': 'withOverflow',
  'llvm.smul.with.overflow': 'withOverflow',
  'llvm.umul.with.overflow': 'withOverflow',
};

/** Target intrinsics without overloads: name → result. */
const fixedResults: Readonly<Record<string, Type>> = {
  'llvm.x86.ssse3.pshuf.b.128': types.v16i8,
  'llvm.x86.sse2.packsswb.128': types.v16i8,
  'llvm.x86.sse2.packuswb.128': types.v16i8,
  'llvm.x86.sse2.packssdw.128': types.v8i16,
  'llvm.x86.sse41.packusdw': types.v8i16,
  'llvm.x86.sse2.pmadd.wd': types.v4i32,
  'llvm.x86.ssse3.pmadd.ub.sw.128': types.v8i16,
  'llvm.x86.ssse3.pmul.hr.sw.128': types.v8i16,
  'llvm.x86.sse2.pmovmskb.128': types.i32,
  'llvm.x86.sse.movmsk.ps': types.i32,
  'llvm.x86.sse2.movmsk.pd': types.i32,
  'llvm.x86.sse2.pavg.b': types.v16i8,
  'llvm.x86.sse2.pavg.w': types.v8i16,
  'llvm.x86.sse2.pmulh.w': types.v8i16,
  'llvm.x86.sse2.cvttps2dq': types.v4i32,
  'llvm.x86.sse2.cvttpd2dq': types.v4i32,
  'llvm.x86.sse2.cvtsd2ss': types.v4f32,
  'llvm.x86.sse2.cvtpd2ps': types.v4f32,
  'llvm.x86.sse41.round.ss': types.v4f32,
  'llvm.x86.sse41.round.sd': types.v2f64,
  'llvm.x86.sse.min.ps': types.v4f32,
  'llvm.x86.sse.max.ps': types.v4f32,
  'llvm.x86.sse2.min.pd': types.v2f64,
  'llvm.x86.sse2.max.pd': types.v2f64,
  'llvm.x86.sse.cvttss2si': types.i32,
  'llvm.x86.sse.cvttss2si64': types.i64,
  'llvm.x86.sse2.cvttsd2si': types.i32,
  'llvm.x86.sse2.cvttsd2si64': types.i64,
};

/** Result type of an intrinsic: by exception, else its first overloaded type. */
export function intrinsicResult(name: string, overloads: readonly Type[], table: TypeTable): Type {
  const fixed = fixedResults[name];
  if (fixed !== undefined) return fixed;
  const first = overloads[0] ?? types.void;
  if (name.startsWith('llvm.vector.reduce.')) return table.laneType(first);
  switch (exceptions[name]) {
    case 'void':
      return types.void;
    case 'ptr':
      return types.ptr;
    case 'withOverflow':
      return table.struct([first, table.comparison(first)]);
    default:
      return first;
  }
}
