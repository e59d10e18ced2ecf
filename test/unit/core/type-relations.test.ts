// Equality of recursion groups and subtyping of their types.
import t from 'tap';
import type { DefinedType, HeapType, ValType } from '../../../src/core/module.ts';
import { TypeRelations } from '../../../src/core/type-relations.ts';

interface Sketch {
  readonly params?: readonly ValType[];
  readonly results?: readonly ValType[];
  readonly supertype?: number;
  readonly open?: boolean;
}

const ref = (heap: HeapType): ValType => ({ nullable: false, heap });

/** Types of some groups, in order. */
function typesOf(...groups: readonly (readonly Sketch[])[]): DefinedType[] {
  const types: DefinedType[] = [];
  for (const group of groups) {
    const groupStart = types.length;
    for (const { params = [], results = [], supertype, open = false } of group) {
      const above = supertype === undefined ? {} : { supertype };
      types.push({ params, results, final: !open, groupStart, groupSize: group.length, ...above });
    }
  }
  return types;
}

const canonical = (...groups: readonly (readonly Sketch[])[]) => [...new TypeRelations(typesOf(...groups)).canonical];

t.test('types are equal by structure', async (t) => {
  t.same(canonical([{ params: ['i32'] }], [{ results: ['i32'] }], [{ params: ['i32'] }]), [0, 1, 0]);
  t.same(canonical([{}], [{ open: true }], [{ open: true }]), [0, 1, 1], 'final and open types differ');
  t.same(canonical([{ params: ['i32', 'i64'] }], [{ params: ['i32'], results: ['i64'] }]), [0, 1]);
});

t.test('references count by what they refer to', async (t) => {
  t.same(canonical([{}], [{}], [{ params: [ref(0)] }], [{ params: [ref(1)] }]), [0, 0, 2, 2]);
  t.same(canonical([{}], [{ params: ['i32'] }], [{ params: [ref(0)] }], [{ params: [ref(1)] }]), [0, 1, 2, 3]);
  t.same(canonical([{ params: [ref(0)] }], [{ params: [ref(1)] }]), [0, 0], 'recursive types unroll equally');
  t.same(canonical([{ params: [ref(0)] }], [{ params: [ref(0)] }]), [0, 1], 'but not with their unrolling');
});

t.test('a type of a group is equal only to the same place of an equal group', async (t) => {
  const pair = (first: number): Sketch[] => [{ params: [ref(first + 1)] }, { params: [ref(first)] }];
  t.same(canonical(pair(0), pair(2)), [0, 1, 0, 1]);
  t.same(canonical([{}], [{}, { params: ['i32'] }]), [0, 1, 2]);
  t.same(canonical([{}, { params: ['i32'] }], [{ params: ['i32'] }, {}]), [0, 1, 2, 3]);
  t.same(canonical([{}, {}], [{}, {}]), [0, 1, 0, 1], 'equal types of one group stay apart');
});

t.test('subtypes', async (t) => {
  const relations = new TypeRelations(
    typesOf(
      [{ open: true }],
      [{ open: true, supertype: 0 }],
      [{ supertype: 1 }],
      [{ open: true }],
      [{ supertype: 3 }],
      [{}],
    ),
  );
  const { definedSubtype } = relations;
  t.ok(definedSubtype(2, 0));
  t.ok(definedSubtype(2, 1));
  t.notOk(definedSubtype(0, 2));
  t.ok(definedSubtype(2, 3), 'of an equal type');
  t.notOk(definedSubtype(4, 1));
  t.notOk(definedSubtype(5, 0), 'structure alone makes no subtype');
  t.ok(definedSubtype(99, 99), 'an index that names nothing is equal to itself');
  t.notOk(definedSubtype(99, 0));
  t.notOk(definedSubtype(0, 99));
});

t.test('functions fit with parameters of supertypes and results of subtypes', async (t) => {
  const types = typesOf(
    [{ params: ['funcref'], results: [ref('func')] }],
    [{ params: [ref('func')], results: ['funcref'] }],
  );
  const relations = new TypeRelations(types);
  t.ok(relations.functionFits(types[0]!, types[1]!));
  t.notOk(relations.functionFits(types[1]!, types[0]!));
  t.notOk(relations.functionFits(types[0]!, { params: [], results: [ref('func')] }));
});
