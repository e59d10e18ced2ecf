// The binary format of modules: each section's contents, each section's faults.
import t, { type Test } from 'tap';
import type { WasmErrorKind } from '../../../src/core/errors.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import {
  type Bytes,
  funcref,
  functionModule,
  header,
  i32,
  i64,
  leb,
  module,
  name,
  section,
  sized,
  vec,
} from './binary.ts';
import { expectError, thrownBy } from './expect.ts';

const body = sized([0, 0x0b]);
const type0 = section(1, vec([0x60, 0, 0]));
const zero: Bytes = [0x41, 0, 0x0b];

function rejects(t: Test, bytes: Uint8Array, reason: string, kind: WasmErrorKind = 'malformed'): void {
  expectError(t, () => decodeModule(bytes), { kind, reason });
}

t.test('the header', async (t) => {
  t.match(decodeModule(module()), { types: [], imports: [], exports: [] });
  for (let size = 0; size < header.length; size++) rejects(t, Uint8Array.from(header.slice(0, size)), 'unexpected end');
  rejects(t, Uint8Array.from([1, ...header.slice(1)]), 'magic header not detected');
  rejects(t, new TextEncoder().encode('not wasm'), 'magic header not detected');
  rejects(t, Uint8Array.from([...header.slice(0, 4), 13, 0, 1, 0]), 'unknown binary version');
});

t.test('bytes are copied unless they are shared', async (t) => {
  const bytes = module();
  t.ok(decodeModule(bytes).bytes.buffer instanceof SharedArrayBuffer);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  t.equal(decodeModule(shared).bytes, shared);
});

t.test('order and extent of sections', async (t) => {
  rejects(t, module(section(3, vec()), type0), 'unexpected content after last section');
  rejects(t, module(type0, type0), 'unexpected content after last section');
  rejects(t, module([14, 0]), 'malformed section id');
  rejects(t, module([1, 5, 0]), 'length out of bounds');
  rejects(t, module([1]), 'unexpected end of section or function');
  rejects(t, module(section(1, [0, 0])), 'section size mismatch');
  rejects(t, module(section(1, [2, 0x60, 0, 0])), 'unexpected end of section or function');
  rejects(t, module(section(1, [1, 0x60, 0])), 'unexpected end of section or function');
  const custom = section(0, name('c'));
  t.equal(decodeModule(module(custom, type0, custom, section(3, vec()), custom)).customSections.length, 3);
});

t.test('types', async (t) => {
  const decoded = decodeModule(
    module(section(1, vec([0x60, 3, i32, 0x7d, 0x7b, 2, i64, funcref], [0x60, 1, 0x6f, 0]))),
  );
  t.same(decoded.types, [
    { params: ['i32', 'f32', 'v128'], results: ['i64', 'funcref'], final: true, groupStart: 0, groupSize: 1 },
    { params: ['externref'], results: [], final: true, groupStart: 1, groupSize: 1 },
  ]);
  t.same([...decoded.itemOffsets.types], [11, 19]);
  rejects(t, module(section(1, vec([0x61, 0, 0]))), 'malformed type form');
  rejects(t, module(section(1, vec([0x60, 1, 0x40, 0]))), 'malformed value type');
  rejects(t, module(section(1, vec([0x5f, 0]))), 'unsupported: garbage collection', 'unsupported');
  rejects(t, module(section(1, vec([0x60, 1, 0x64, 0x6e, 0]))), 'unsupported: garbage collection', 'unsupported');
});

t.test('recursion groups and subtypes', async (t) => {
  const func = [0x60, 0, 0];
  const of = (...items: number[][]) => decodeModule(module(section(1, vec(...items)))).types;
  const plain = { params: [], results: [] };
  t.same(of(func, [0x4e, 2, ...func, 0x50, 1, 0, ...func], [0x4f, 0, ...func], [0x4e, 0]), [
    { ...plain, final: true, groupStart: 0, groupSize: 1 },
    { ...plain, final: true, groupStart: 1, groupSize: 2 },
    { ...plain, final: false, supertype: 0, groupStart: 1, groupSize: 2 },
    { ...plain, final: true, groupStart: 3, groupSize: 1 },
  ]);
  t.same(of([0x60, 1, 0x63, 0, 1, 0x64, 0x73])[0]?.params, [{ nullable: true, heap: 0 }]);
  rejects(t, module(section(1, vec([0x50, 2, 0, 0, ...func]))), 'sub type has more than one supertype', 'invalid');
  rejects(t, module(section(1, vec([0x50, 0, 0x4e, 0]))), 'malformed type form');
  rejects(t, module(section(1, vec([0x4e, 1, 0x4e, 0]))), 'malformed type form');
  rejects(t, module(section(1, vec([0x4f, 0, 0x5e, 0x7f, 0]))), 'unsupported: garbage collection', 'unsupported');
});

t.test('imports', async (t) => {
  const of = (...description: number[]) => [...name('m'), ...name('n'), ...description];
  const decoded = decodeModule(
    module(type0, section(2, vec(of(0, 0), of(1, funcref, 1, 2, 3), of(2, 0, 1), of(3, i64, 1), of(0, 0)))),
  );
  t.same(
    decoded.imports.map((item) => item.description),
    [
      { kind: 'function', type: 0 },
      { kind: 'table', type: { element: 'funcref', limits: { minimum: 2n, maximum: 3n }, is64: false } },
      { kind: 'memory', type: { limits: { minimum: 1n }, shared: false, is64: false, pageSizeLog2: 16 } },
      { kind: 'global', type: { type: 'i64', mutable: true } },
      { kind: 'function', type: 0 },
    ],
  );
  t.match(decoded, {
    importedFunctions: [0, 0],
    tables: { length: 1 },
    memories: { length: 1 },
    globals: { length: 1 },
  });
  rejects(t, module(section(2, vec(of(5, 0)))), 'malformed import kind');
  rejects(t, module(section(2, vec(of(3, i32, 2)))), 'malformed mutability');
  t.match(decodeModule(module(section(2, vec(of(4, 0, 0))))), { imports: [{ description: { kind: 'tag', type: 0 } }] });
  rejects(t, module(section(2, vec(of(4, 1, 0)))), 'malformed tag attribute');
  rejects(t, module(section(2, vec([9, 0x61]))), 'length out of bounds');
  rejects(t, module(section(2, vec([1, 0xff, 0, 0, 0]))), 'malformed UTF-8 encoding');
});

t.test('functions and their bodies stay where they are', async (t) => {
  const bytes = module(type0, section(3, vec([0], [0])), section(10, vec(body, sized([1, 3, i32, 0x01, 0x0b]))));
  const { functions } = decodeModule(bytes);
  t.equal(functions.count, 2);
  t.same([...functions.types], [0, 0]);
  t.same([...functions.sizes], [2, 5]);
  const [first = 0, second = 0] = functions.offsets;
  t.same([...bytes.subarray(first, first + 2)], [0, 0x0b]);
  t.equal(bytes[second], 1);
  const inconsistent = 'function and code section have inconsistent lengths';
  rejects(t, module(type0, section(3, vec([0]))), inconsistent);
  rejects(t, module(type0, section(10, vec(body))), inconsistent);
  rejects(t, module(type0, section(3, vec([0])), section(10, vec(body, body))), inconsistent);
  rejects(t, module(type0, section(3, vec([0])), section(10, vec([9, 0]))), 'unexpected end of section or function');
});

t.test('tables, memories and limits', async (t) => {
  const decoded = decodeModule(module(section(4, vec([funcref, 0, 5], [0x6f, 1, 1, 9])), section(5, vec([1, 1, 2]))));
  t.same(decoded.tables, [
    { element: 'funcref', limits: { minimum: 5n }, is64: false },
    { element: 'externref', limits: { minimum: 1n, maximum: 9n }, is64: false },
  ]);
  t.same(
    decoded.definedTables.map((table) => table.type),
    decoded.tables,
  );
  t.same(decoded.memories, [{ limits: { minimum: 1n, maximum: 2n }, shared: false, is64: false, pageSizeLog2: 16 }]);
  rejects(t, module(section(4, vec([i32, 0, 5]))), 'malformed reference type');
  const wide = module(section(5, vec([3, 0, 1], [5, ...leb(2 ** 40), ...leb(2 ** 41)], [8, 9, 0])));
  t.same(decodeModule(wide).memories, [
    { limits: { minimum: 0n, maximum: 1n }, shared: true, is64: false, pageSizeLog2: 16 },
    { limits: { minimum: 2n ** 40n, maximum: 2n ** 41n }, shared: false, is64: true, pageSizeLog2: 16 },
    { limits: { minimum: 9n }, shared: false, is64: false, pageSizeLog2: 0 },
  ]);
  rejects(t, module(section(4, vec([funcref, 8, 0]))), 'malformed limits flags');
  rejects(t, module(section(4, vec([funcref, 2, 0]))), 'malformed limits flags');
  rejects(t, module(section(5, vec([0x81, 0, 0]))), 'malformed limits flags');
  rejects(t, module(section(4, vec([funcref, 0x0c, 0]))), 'malformed limits flags');
  rejects(t, module(section(5, vec([0x10, 0]))), 'malformed limits flags');
  rejects(t, module(section(5, vec([8, 0, 64]))), 'invalid custom page size');
  rejects(t, module(section(5, vec([8, 0]))), 'unexpected end of section or function');
});

t.test('globals and constant expressions', async (t) => {
  const nan = [0x44, 1, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0x0b];
  const sum = [0x23, 0, 0x41, 7, 0x6a, 0x0b];
  const decoded = decodeModule(
    module(section(6, vec([i32, 0, ...zero], [0x7c, 1, ...nan], [0x70, 0, 0xd0, 0x70, 0x0b], [i32, 0, ...sum]))),
  );
  t.same(
    decoded.definedGlobals.map((global) => global.init),
    [
      [{ op: 'i32.const', value: 0 }],
      [{ op: 'f64.const', bits: 0x7ff8_0000_0000_0001n }],
      [{ op: 'ref.null', heap: 'func' }],
      [{ op: 'global.get', index: 0 }, { op: 'i32.const', value: 7 }, { op: 'i32.add' }],
    ],
  );
  rejects(t, module(section(6, vec([i32, 0, 0x01, 0x0b]))), 'constant expression required', 'invalid');
  rejects(t, module(section(6, vec([i32, 0, 0x41, 0]))), 'unexpected end of section or function');
});

t.test('exports and start', async (t) => {
  const decoded = decodeModule(module(section(7, vec([...name('a'), 0, 3], [...name('☃'), 4, 1])), section(8, [5])));
  t.same(decoded.exports, [
    { name: 'a', kind: 'function', index: 3 },
    { name: '☃', kind: 'tag', index: 1 },
  ]);
  t.equal(decoded.start, 5);
  rejects(t, module(section(7, vec([...name('a'), 5, 0]))), 'malformed export kind');
});

t.test('every kind of element segment', async (t) => {
  const refs = vec([0xd2, 4, 0x0b], [0xd0, 0x70, 0x0b]);
  const decoded = decodeModule(
    module(
      section(
        9,
        vec(
          [0, ...zero, ...vec([1], [2])],
          [1, 0, ...vec([1])],
          [2, 6, ...zero, 0, ...vec()],
          [3, 0, ...vec([1])],
          [4, ...zero, ...refs],
          [5, 0x6f, ...vec([0xd0, 0x6f, 0x0b])],
          [6, 7, ...zero, funcref, ...refs],
          [7, funcref, ...refs],
        ),
      ),
    ),
  );
  const offset = [{ op: 'i32.const', value: 0 }];
  const expressions = [[{ op: 'ref.func', index: 4 }], [{ op: 'ref.null', heap: 'func' }]];
  t.same(
    decoded.elements.map(({ functions, ...rest }) => ({
      ...rest,
      ...(functions ? { functions: [...functions] } : {}),
    })),
    [
      { mode: { kind: 'active', index: 0, offset }, type: { nullable: false, heap: 'func' }, functions: [1, 2] },
      { mode: { kind: 'passive' }, type: { nullable: false, heap: 'func' }, functions: [1] },
      { mode: { kind: 'active', index: 6, offset }, type: { nullable: false, heap: 'func' }, functions: [] },
      { mode: { kind: 'declarative' }, type: { nullable: false, heap: 'func' }, functions: [1] },
      { mode: { kind: 'active', index: 0, offset }, type: 'funcref', expressions },
      { mode: { kind: 'passive' }, type: 'externref', expressions: [[{ op: 'ref.null', heap: 'extern' }]] },
      { mode: { kind: 'active', index: 7, offset }, type: 'funcref', expressions },
      { mode: { kind: 'declarative' }, type: 'funcref', expressions },
    ],
  );
  rejects(t, module(section(9, vec([8]))), 'malformed elements segment kind');
  rejects(t, module(section(9, vec([1, 1, 0]))), 'malformed element kind');
  rejects(t, module(section(9, vec([5, i32, 0]))), 'malformed reference type');
  rejects(t, module(section(9, vec([5, funcref, 1, 0xf3, 0, 0x0b]))), 'illegal opcode f3');
});

t.test('data', async (t) => {
  const bytes = module(section(12, [3]), section(11, vec([0, ...zero, 2, 7, 8], [1, 0], [2, 3, ...zero, 1, 9])));
  const decoded = decodeModule(bytes);
  t.equal(decoded.dataCount, 3);
  t.same(
    decoded.data.map((segment) => [...bytes.subarray(segment.offset, segment.offset + segment.sizeBytes)]),
    [[7, 8], [], [9]],
  );
  t.same(
    decoded.data.map((segment) => segment.mode.kind),
    ['active', 'passive', 'active'],
  );
  const inconsistent = 'data count and data section have inconsistent lengths';
  rejects(t, module(section(12, [1])), inconsistent);
  rejects(t, module(section(12, [2]), section(11, vec([1, 0]))), inconsistent);
  rejects(t, module(section(11, vec([3, 0]))), 'malformed data segment kind');
  rejects(t, module(section(11, vec([1, 5, 0]))), 'unexpected end of section or function');
});

t.test('custom sections', async (t) => {
  const bytes = module(section(0, name('producers'), [1, 2, 3]), section(0, name('')));
  const { customSections } = decodeModule(bytes);
  t.match(customSections, [
    { name: 'producers', sizeBytes: 3 },
    { name: '', sizeBytes: 0 },
  ]);
  t.equal(bytes[customSections[0]?.offset ?? 0], 1);
  rejects(t, module([0, 0]), 'unexpected end of section or function');
  rejects(t, module(section(0, [1, 0x80])), 'malformed UTF-8 encoding');
});

t.test('a decoded module can be handed to another thread', async (t) => {
  const decoded = decodeModule(functionModule(0x0b));
  const copy = structuredClone(decoded);
  t.same(copy.types, decoded.types);
  t.equal(copy.functions.offsets[0], decoded.functions.offsets[0]);
  t.equal(copy.bytes.length, decoded.bytes.length);
});

t.test('a module cut anywhere is malformed', async (t) => {
  const bytes = module(
    type0,
    section(2, vec([...name('env'), ...name('f'), 0, 0])),
    section(3, vec([0])),
    section(5, vec([0, 1])),
    section(6, vec([i32, 0, ...zero])),
    section(7, vec([...name('run'), 0, 1])),
    section(9, vec([0, ...zero, ...vec([1])])),
    section(10, vec(body)),
    section(11, vec([0, ...zero, 2, 7, 8])),
  );
  const ends = new Set<number>();
  for (let at = header.length; at < bytes.length; at += 2 + (bytes[at + 1] as number)) ends.add(at);
  for (let size = 0; size < bytes.length; size++) {
    const cut = () => decodeModule(bytes.subarray(0, size));
    // At a section's end a smaller module remains; it lacks a body while only the function section has been read.
    if (ends.has(size) && thrownBy(cut) === undefined) continue;
    expectError(t, cut, { kind: 'malformed' }, `${size} bytes`);
  }
});
