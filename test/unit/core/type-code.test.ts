// Type codes: there and back, and subtyping.
import t from 'tap';
import type { HeapType, ValType } from '../../../src/core/module.ts';
import {
  definedTypeOf,
  isDefaultable,
  isReference,
  isSubtype,
  TypeCode,
  typeCodeOf,
  typeCodeText,
  valTypeOf,
  withNullability,
} from '../../../src/core/type-code.ts';

const types: readonly ValType[] = [
  'i32',
  'i64',
  'f32',
  'f64',
  'v128',
  'funcref',
  'externref',
  { nullable: true, heap: 'exn' },
  { nullable: false, heap: 'func' },
  { nullable: true, heap: 0 },
  { nullable: false, heap: 999_999 },
];

t.test('every type survives its code', async (t) => {
  for (const type of types) t.same(valTypeOf(typeCodeOf(type)), type);
  t.equal(new Set(types.map(typeCodeOf)).size, types.length);
});

t.test('long and short forms of the same type have one code', async (t) => {
  t.equal(typeCodeOf({ nullable: true, heap: 'func' }), TypeCode.funcref);
  t.equal(typeCodeOf({ nullable: true, heap: 'extern' }), TypeCode.externref);
});

t.test('references are told from numbers', async (t) => {
  t.same(
    types.map((type) => isReference(typeCodeOf(type))),
    [...Array(5).fill(false), ...Array(6).fill(true)],
  );
  t.notOk(isDefaultable(typeCodeOf({ nullable: false, heap: 'func' })));
  t.ok(isDefaultable(TypeCode.funcref));
  t.ok(isDefaultable(TypeCode.v128));
  t.equal(definedTypeOf(typeCodeOf({ nullable: false, heap: 7 })), 7);
  t.ok(definedTypeOf(TypeCode.funcref) < 0);
  t.equal(withNullability(typeCodeOf({ nullable: false, heap: 'func' }), true), TypeCode.funcref);
});

t.test('subtyping', async (t) => {
  const fits = (actual: number, expected: number) =>
    isSubtype(actual, expected, (a, b) => a === b || (a === 4 && b === 3));
  const ref = (heap: HeapType) => typeCodeOf({ nullable: false, heap });
  const refNull = (heap: HeapType) => typeCodeOf({ nullable: true, heap });
  t.ok(fits(TypeCode.i32, TypeCode.i32));
  t.notOk(fits(TypeCode.i32, TypeCode.i64));
  t.ok(fits(TypeCode.unknown, TypeCode.funcref));
  t.ok(fits(ref('func'), TypeCode.funcref));
  t.notOk(fits(TypeCode.funcref, ref('func')));
  t.ok(fits(ref(3), TypeCode.funcref));
  t.ok(fits(ref(3), ref('func')));
  t.notOk(fits(ref('func'), ref(3)));
  t.notOk(fits(TypeCode.externref, TypeCode.funcref));
  t.notOk(fits(TypeCode.funcref, TypeCode.i32));
  t.ok(fits(ref(4), ref(3)), 'a declared subtype');
  t.ok(fits(ref(4), refNull(3)));
  t.notOk(fits(refNull(4), ref(3)));
  t.notOk(fits(ref(3), ref(4)));
  t.ok(fits(refNull('nofunc'), refNull(3)), 'the bottom of a hierarchy');
  t.ok(fits(ref('nofunc'), ref('func')));
  t.notOk(fits(refNull('nofunc'), ref(3)));
  t.notOk(fits(ref(3), ref('nofunc')));
  t.ok(fits(refNull('noextern'), TypeCode.externref));
  t.notOk(fits(refNull('noextern'), TypeCode.funcref));
  t.ok(fits(refNull('noexn'), TypeCode.exnref));
  t.ok(fits(TypeCode.bottomRef, ref(3)), 'what unreachable code has');
  t.ok(fits(TypeCode.bottomRef, ref('extern')));
  t.notOk(fits(TypeCode.bottomRef, TypeCode.i32));
  t.notOk(fits(ref('func'), TypeCode.bottomRef));
});

t.test('types are written as in the text format', async (t) => {
  t.equal(typeCodeText(TypeCode.i64), 'i64');
  t.equal(typeCodeText(TypeCode.externref), 'externref');
  t.equal(typeCodeText(typeCodeOf({ nullable: true, heap: 4 })), '(ref null 4)');
  t.equal(typeCodeText(TypeCode.unknown), 'any');
});
