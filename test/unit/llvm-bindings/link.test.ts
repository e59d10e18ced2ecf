// Objects and images: code bytes, constants, stubs and slots, locations, and objects that an image cannot hold.
import t from 'tap';
import type { CodeImage } from '../../../src/llvm-bindings/index.ts';
import { access, LlvmModule, linkObject, liveModules, ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';
import { buildFunction, moduleBuilder } from './build-function.ts';

const { i32, i64, f64, ptr } = types;
/** A processor without AVX, so that encodings do not depend on the machine. */
const target = { cpu: 'x86-64', features: '' };

function linkText(text: string): CodeImage {
  const module = LlvmModule.fromText(text);
  const object = module.emitObject({ optLevel: 3, target });
  module.dispose();
  return linkObject(object);
}

function codeOf(image: CodeImage, name: string): Uint8Array {
  const entry = image.entries.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`no entry ${name}`);
  return image.code.subarray(entry.offset, entry.offset + entry.sizeBytes);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

t.test('optimized code of one function', async (t) => {
  const module = buildFunction(i32, [ptr, i32, i32], ({ f }) => f.binary('add', f.param(1), f.param(2)));
  module.optimize('O3', { target });
  const image = linkObject(module.emitObject({ optLevel: 3, target }));
  module.dispose();
  // push rbp; mov rbp, rsp; lea eax, [rsi + rdx]; pop rbp; ret
  t.equal(hex(codeOf(image, 'f')), '554889e58d04165dc3');
  t.same(image.slots, []);
  t.equal(image.lines.length, 0);
  t.equal(image.entries[0]?.offset, 0);
});

t.test('constants are addressed relative to the code', async (t) => {
  const module = buildFunction(f64, [f64], ({ f }) =>
    f.binary('fadd', f.param(0), f.constF64Bits(0x3ff8_dead_beef_0001n)),
  );
  const image = linkObject(module.emitObject({ optLevel: 3, target }));
  module.dispose();
  const code = codeOf(image, 'f');
  // addsd xmm0, [rip + displacement]
  const at = Buffer.from(code).indexOf(Buffer.from('f20f5805', 'hex'));
  t.ok(at > 0);
  const view = new DataView(image.code.buffer, image.code.byteOffset);
  const constant = at + 8 + view.getInt32(at + 4, true);
  t.equal(view.getBigUint64(constant, true), 0x3ff8_dead_beef_0001n);
});

t.test('calls of outside functions go through a stub and a slot', async (t) => {
  const module = buildFunction(f64, [f64, f64], ({ f, module }) => {
    const fmod = module.declareFunction('fmod', module.functionType(f64, [f64, f64]));
    const once = f.call(module.functionType(f64, [f64, f64]), fmod, [f.param(0), f.param(1)]);
    return f.call(module.functionType(f64, [f64, f64]), fmod, [once, f.param(1)]);
  });
  const image = linkObject(module.emitObject({ optLevel: 0, target }));
  module.dispose();
  t.equal(image.slots.length, 1, 'one slot for two calls');
  const slot = image.slots[0]!;
  t.equal(slot.symbol, 'fmod');
  t.equal(slot.offset % 8, 0);
  t.equal(hex(image.code.subarray(slot.offset, slot.offset + 8)), '0000000000000000');
  const view = new DataView(image.code.buffer, image.code.byteOffset);
  const call = Buffer.from(image.code).indexOf(0xe8);
  const stub = call + 5 + view.getInt32(call + 1, true);
  t.equal(hex(image.code.subarray(stub, stub + 2)), 'ff25', 'jmp [rip + displacement]');
  t.equal(stub + 6 + view.getInt32(stub + 2, true), slot.offset);
});

t.test('an outside function whose address is taken is read from its slot', async (t) => {
  const image = linkText('declare void @g()\n define ptr @f() {\n ret ptr @g\n }');
  t.same(
    image.slots.map((slot) => slot.symbol),
    ['g'],
  );
  // mov rax, [rip + displacement]
  t.equal(hex(codeOf(image, 'f').subarray(0, 3)), '488b05');
});

t.test('functions of one module call each other directly, from any text section', async (t) => {
  const builder = new ModuleBuilder({ name: 'sections' });
  const type = builder.functionType(i32, [i32]);
  const hot = builder.defineFunction('hot', type);
  const cold = builder.defineFunction('cold', type, { section: '.text.unlikely', attributes: ['noinline'] });
  cold.position(cold.block());
  cold.ret(cold.binary('mul', cold.param(0), cold.param(0)));
  hot.position(hot.block());
  hot.ret(hot.call(type, cold.id, [hot.param(0)]));
  const module = builder.build({ verify: true });
  const image = linkObject(module.emitObject({ optLevel: 0, target }));
  module.dispose();
  const view = new DataView(image.code.buffer, image.code.byteOffset);
  const entry = Object.fromEntries(image.entries.map((e) => [e.name, e.offset]));
  const call = Buffer.from(image.code).indexOf(0xe8, entry.hot);
  t.equal(call + 5 + view.getInt32(call + 1, true), entry.cold);
  t.same(image.slots, []);
});

t.test('jump tables stay position-independent', async (t) => {
  const module = buildFunction(i32, [i32], ({ f }) => {
    const done = f.block();
    const cases = Array.from({ length: 8 }, (_, i) => [i, f.block()] as const);
    f.switchInt(f.param(0), done, cases);
    const result = f.phi(i32, done);
    f.addIncoming(result, f.constInt(i32, -1), 0 as never);
    for (const [n, block] of cases) {
      f.position(block);
      const product = f.binary('mul', f.binary('xor', f.param(0), f.constInt(i32, n * 77)), f.param(0));
      f.addIncoming(result, product, block);
      f.br(done);
    }
    f.position(done);
    return result;
  });
  const image = linkObject(module.emitObject({ optLevel: 3, target }));
  module.dispose();
  const { offset, sizeBytes } = image.entries[0]!;
  t.ok(image.code.length > offset + sizeBytes, 'the table follows the code');
  const view = new DataView(image.code.buffer, image.code.byteOffset);
  const table = image.code.length - 32;
  for (let i = 0; i < 8; i++) {
    const at = table + view.getInt32(table + i * 4, true);
    t.ok(at > offset && at < offset + sizeBytes, `case ${i} lies in the function`);
  }
});

for (const optLevel of [0, 3] as const) {
  t.test(`locations at level ${optLevel}`, async (t) => {
    const builder = new ModuleBuilder({ name: 'locations' });
    const type = builder.functionType(i32, [ptr]);
    for (let k = 0; k < 3; k++) {
      const f = builder.defineFunction(`f${k}`, type);
      f.position(f.block());
      f.location(1000 * k + 11);
      const a = f.load(i32, f.param(0), access({ align: 4, volatile: true }));
      f.location(0);
      const sum = f.binary('add', a, f.constInt(i32, 5));
      // Enough code that branches need their long form, which moves what follows when the layout is settled.
      const [far, end] = [f.block(), f.block()];
      f.condBr(f.icmp('slt', sum, f.constInt(i32, 0)), end, far);
      f.position(far);
      f.location(1000 * k + 22);
      for (let i = 0; i < 40; i++) f.store(sum, f.gepConst(f.param(0), i * 400), access({ align: 4, volatile: true }));
      f.br(end);
      f.position(end);
      f.location(1000 * k + 33);
      f.ret(f.load(i32, f.gepConst(f.param(0), 4), access({ align: 4, volatile: true })));
    }
    const module = builder.build({ verify: true });
    const image = linkObject(module.emitObject({ optLevel, target }));
    module.dispose();
    const offsets = image.lines.filter((_, i) => i % 2 === 0);
    t.same(offsets, offsets.slice().sort(), 'ascending');
    const locationAt = (offset: number): number => {
      let found = 0;
      for (let i = 0; i + 1 < image.lines.length && image.lines[i]! <= offset; i += 2) found = image.lines[i + 1]!;
      return found;
    };
    image.entries.forEach(({ offset, sizeBytes }, k) => {
      const code = Buffer.from(image.code.subarray(offset, offset + sizeBytes));
      t.equal(locationAt(offset), 0, 'the prologue has none');
      // mov eax, [rdi], and the last load: mov eax, [reg + 4].
      const first = code.indexOf(0x8b);
      t.equal(locationAt(offset + first), 1000 * k + 11, 'first load');
      const store = code.indexOf(Buffer.from('40060000', 'hex'));
      t.equal(locationAt(offset + store), 1000 * k + 22, 'a store');
      t.equal(locationAt(offset + sizeBytes - 1), 1000 * k + 33, 'the return');
    });
  });
}

t.test('locations of one module after another', async (t) => {
  const images = Array.from({ length: 300 }, () => {
    const module = moduleBuilder(i32, [ptr], ({ f }) => {
      f.location(7);
      return f.load(i32, f.param(0), access({ align: 4, volatile: true }));
    }).build();
    const image = linkObject(module.emitObject({ target }));
    module.dispose();
    return image;
  });
  t.ok(images[0]!.lines.includes(7));
  t.ok(images.every((image) => image.lines.join() === images[0]!.lines.join()));
});

t.test('what an image cannot hold', async (t) => {
  const refuses = (text: string, message: RegExp) => t.throws(() => linkText(text), message);
  refuses('@x = global i32 7\n define ptr @f() {\n ret ptr @x\n }', /section \.data is writable/);
  refuses('@x = global i32 0\n define ptr @f() {\n ret ptr @x\n }', /section \.bss is writable/);
  refuses('@x = constant ptr @f\n define ptr @f() {\n ret ptr @x\n }', /section \.data\.rel\.ro is writable/);
  refuses('@x = constant [128 x i8] zeroinitializer, align 128\n define ptr @f() {\n ret ptr @x\n }', /alignment/);
});

t.test('damaged objects are errors', async (t) => {
  const module = moduleBuilder(i64, [ptr, i64], ({ f, module }) => {
    f.location(5);
    const type = module.functionType(i64, [i64]);
    const outside = module.declareFunction('outside', type);
    f.store(f.call(type, outside, [f.param(1)]), f.param(0), access({ align: 8 }));
    return f.load(i64, f.globalAddress(module.globalConstant(new Uint8Array(16).fill(3), 16)), access({ align: 8 }));
  }).build({ verify: true });
  const object = module.emitObject({ target });
  module.dispose();
  t.equal(linkObject(object).slots.length, 1);
  for (let length = 0; length < object.length; length += 7) {
    t.throws(() => linkObject(object.slice(0, length)), { code: 'ERR_LLVM' });
  }
  let seed = 99;
  const random = (limit: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
  for (let round = 0; round < 20_000; round++) {
    const damaged = object.slice();
    for (let i = 0; i < 3; i++) damaged[random(damaged.length)] = random(256);
    try {
      linkObject(damaged);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_LLVM') throw error;
    }
  }
});

t.equal(liveModules(), 0);
