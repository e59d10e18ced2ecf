// Type codes: there and back, and subtyping.
import t from 'tap';
import type { ValType } from '../../../src/core/module.ts';
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
  const nonNull = typeCodeOf({ nullable: false, heap: 'func' });
  const defined = typeCodeOf({ nullable: false, heap: 3 });
  t.ok(isSubtype(TypeCode.i32, TypeCode.i32));
  t.notOk(isSubtype(TypeCode.i32, TypeCode.i64));
  t.ok(isSubtype(TypeCode.unknown, TypeCode.funcref));
  t.ok(isSubtype(nonNull, TypeCode.funcref));
  t.notOk(isSubtype(TypeCode.funcref, nonNull));
  t.ok(isSubtype(defined, TypeCode.funcref));
  t.ok(isSubtype(defined, nonNull));
  t.notOk(isSubtype(nonNull, defined));
  t.notOk(isSubtype(TypeCode.externref, TypeCode.funcref));
  t.notOk(isSubtype(TypeCode.funcref, TypeCode.i32));
});

t.test('types are written as in the text format', async (t) => {
  t.equal(typeCodeText(TypeCode.i64), 'i64');
  t.equal(typeCodeText(TypeCode.externref), 'externref');
  t.equal(typeCodeText(typeCodeOf({ nullable: true, heap: 4 })), '(ref null 4)');
  t.equal(typeCodeText(TypeCode.unknown), 'any');
});
