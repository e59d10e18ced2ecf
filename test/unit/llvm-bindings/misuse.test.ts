// Wrong commands are Errors that name the function and the command; none of them reaches LLVM.
import t from 'tap';
import { native } from '../../../src/llvm-bindings/binding.ts';
import { Command, ModuleCommand } from '../../../src/llvm-bindings/commands.ts';
import type { Block, FnAttr, FunctionTypeId, Type, Value } from '../../../src/llvm-bindings/index.ts';
import { access, LlvmModule, linkObject, liveModules, ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';
import { type BodyContext, moduleBuilder } from './build-function.ts';

const { i1, i32, i64, f32, f64, ptr, v4i32 } = types;

/** Expects that building a function `f(ptr, i32, i64, f64, v4i32) -> i32` with this body fails with `message`. */
function refuses(message: string, body: (context: BodyContext) => unknown): void {
  const module = moduleBuilder(i32, [ptr, i32, i64, f64, v4i32], (context) => {
    body(context);
    return undefined;
  });
  t.throws(() => module.build(), { message: new RegExp(message, 'i') }, message);
}

const bad = 1000 as Value;
const noBlock = 1000 as Block;

refuses('function f, command 2 \\(binary\\): an operand names no value', ({ f }) => f.binary('add', f.param(1), bad));
refuses('different types', ({ f }) => f.binary('add', f.param(1), f.param(2)));
refuses('does not suit', ({ f }) => f.binary('fadd', f.param(1), f.param(1)));
refuses('does not suit', ({ f }) => f.binary('add', f.param(3), f.param(3)));
refuses('no floating-point number', ({ f }) => f.fneg(f.param(1)));
refuses('cannot be compared', ({ f }) => f.fcmp('oeq', f.param(1), f.param(1)));
refuses('cannot be compared', ({ f }) => f.icmp('eq', f.param(3), f.param(3)));
refuses('do not fit together', ({ f }) => f.select(f.param(1), f.param(1), f.param(1)));
refuses('two weights', ({ f }) => f.select(f.constInt(i1, 1), f.param(1), f.param(1), [1]));
refuses('cannot make that type', ({ f }) => f.cast('trunc', f.param(1), i64));
refuses('names no type', ({ f }) => f.cast('trunc', f.param(1), 900 as Type));
refuses('no integer', ({ f }) => f.constInt(f32, 1));
refuses('names no type', ({ f }) => f.zero(types.void));
refuses('no vector of 128 bits', ({ f }) => f.constV128(new Uint8Array(16), i32));
refuses('no such function', ({ f }) => f.functionAddress(-9 as never));
refuses('no such constant', ({ f }) => f.globalAddress(3 as never));
refuses('address is no pointer', ({ f }) => f.load(i32, f.param(1), access({ align: 1 })));
refuses('names no type', ({ f }) => f.load(types.void, f.param(0), access({ align: 1 })));
refuses('not a power of two to 4096', ({ f }) => f.load(i32, f.param(0), access({ align: 8192 })));
refuses('not a power of two to 4096', ({ f }) => f.load(i32, f.param(0), access({ align: 0 })));
refuses('cannot release', ({ f }) => f.load(i32, f.param(0), access({ align: 4, atomic: 'release' })));
refuses('cannot be atomic', ({ f }) => f.load(i32, f.param(0), access({ align: 2, atomic: 'seq_cst' })));
refuses('cannot be atomic', ({ f }) => f.load(v4i32, f.param(0), access({ align: 16, atomic: 'seq_cst' })));
refuses('cannot acquire', ({ f }) => f.store(f.param(1), f.param(0), access({ align: 4, atomic: 'acquire' })));
refuses('only a load can be invariant', ({ f }) =>
  f.store(f.param(1), f.param(0), access({ align: 4, invariant: true })),
);
refuses('no such alias class', ({ f }) => f.load(i32, f.param(0), access({ align: 4, aliasClass: 256 })));
refuses('no i32 or i64', ({ f }) => f.gep(f.param(0), f.param(3)));
refuses('address is no pointer', ({ f }) => f.gepConst(f.param(1), 8));
refuses('offset is no i64', ({ f }) => f.gepSum(f.param(0), f.param(1), 8));
refuses('needs an ordering', ({ f }) =>
  f.atomicRmw('add', f.param(0), f.param(1), access({ align: 4, atomic: 'none' })),
);
refuses('not aligned', ({ f }) => f.atomicRmw('add', f.param(0), f.param(1), access({ align: 2, atomic: 'seq_cst' })));
refuses('no atomic integer', ({ f }) =>
  f.atomicRmw('add', f.param(0), f.param(3), access({ align: 8, atomic: 'seq_cst' })),
);
refuses('different types', ({ f }) =>
  f.cmpxchg(f.param(0), f.param(1), f.param(2), access({ align: 8, atomic: 'seq_cst' })),
);
refuses('needs an ordering', ({ f }) => f.fence('monotonic'));
refuses('no such lane', ({ f }) => f.extractElement(f.param(4), 4));
refuses('no vector', ({ f }) => f.extractElement(f.param(1), 0));
refuses('another type than the lanes', ({ f }) => f.insertElement(f.param(4), f.param(2), 0));
refuses('no such type can be made', ({ f }) => f.shuffle(f.param(4), f.param(4), []));
refuses('a lane that is not', ({ f }) => f.shuffle(f.param(4), f.param(4), [8]));
refuses('no such member', ({ f }) => f.extractValue(f.param(1), 0));
refuses('no such function type', ({ f }) => f.call(77 as FunctionTypeId, f.param(0), []));
refuses('number of arguments', ({ f, module }) => f.call(module.functionType(i32, [i32]), f.param(0), []));
refuses('type than its parameter', ({ f, module }) =>
  f.call(module.functionType(i32, [i32]), f.param(0), [f.param(2)]),
);
refuses('callee is no pointer', ({ f, module }) => f.call(module.functionType(i32, []), f.param(1), []));
refuses('function has another type', ({ f, module }) => f.call(module.functionType(i32, []), f.id, []));
refuses('another calling convention', ({ f, module }) => {
  const type = module.functionType(i32, []);
  f.call(type, module.declareFunction('g', type, { cc: 'fast' }), []);
});
refuses('only a return may follow', ({ f, module }) => {
  const type = module.functionType(i32, [ptr, i32, i64, f64, v4i32]);
  const args = [0, 1, 2, 3, 4].map((i) => f.param(i));
  f.call(type, f.id, args, { tail: 'musttail' });
  f.fence('seq_cst');
});
refuses('needs its caller.s type', ({ f, module }) =>
  f.call(module.functionType(i32, [i32]), f.param(0), [f.param(1)], { tail: 'musttail' }),
);
refuses('names no block', ({ f }) => f.br(noBlock));
refuses('names no block', ({ f }) => f.position(noBlock));
refuses('is no i1', ({ f }) => f.condBr(f.param(1), f.currentBlock, f.currentBlock));
refuses('two cases', ({ f }) =>
  f.switchInt(f.param(1), f.block(), [
    [1, f.block()],
    [1, f.block()],
  ]),
);
refuses('one weight for the default', ({ f }) => f.switchInt(f.param(1), f.block(), [[1, f.block()]], [1]));
refuses('returns another type', ({ f }) => f.ret(f.param(2)));
refuses('returns another type', ({ f }) => f.ret());
refuses('ended already', ({ f }) => {
  f.ret(f.param(1));
  f.fence('seq_cst');
});
refuses('is no phi', ({ f }) => f.addIncoming(f.param(1), f.param(1), f.currentBlock));
refuses('another type than the phi', ({ f }) => {
  const block = f.block();
  f.addIncoming(f.phi(i32, block), f.param(2), block);
});
refuses('incoming blocks are not its block.s predecessors', ({ f }) => {
  const block = f.block();
  f.br(block);
  f.position(block);
  f.ret(f.phi(i32, block));
});
refuses('is no variable of the frame', ({ f }) => f.headLoad(ptr, f.param(0), f.currentBlock));
refuses('names no block', ({ f }) => f.headLoad(i32, f.alloca(i32), noBlock));
refuses('is no variable of the frame', ({ f }) => f.tailStore(f.param(1), f.param(0), f.currentBlock));
refuses('another type than the variable', ({ f }) => f.tailStore(f.param(2), f.alloca(i32), f.currentBlock));
refuses('names no block', ({ f }) => f.tailStore(f.param(1), f.alloca(i32), noBlock));
refuses('no entry block', ({ f, module }) => {
  f.ret(f.param(1));
  module.defineFunction('g', module.functionType(i32, [])).alloca(i32);
});
refuses('used but was never chosen', ({ f }) => f.br(f.block()));
refuses('a block has no end', ({ f }) => f.position(f.block()));
refuses('goes to the entry block', ({ f }) => f.br(f.currentBlock));
refuses('module command \\d+ \\(intrinsic\\): unknown intrinsic', ({ f }) => f.intrinsic('llvm.nonsense', [], []));
refuses('without type suffixes', ({ f }) => f.intrinsic('llvm.ctpop.i32', [i32], [f.param(1)]));
refuses('overloaded types do not fit', ({ f }) => f.intrinsic('llvm.ctpop', [f64], [f.param(3)]));
refuses('overloaded types do not fit', ({ f }) => f.intrinsic('llvm.ctpop', [], [f.param(1)]));
refuses('number of overloaded types', ({ f }) => f.intrinsic('llvm.ctpop', [i32, i32], [f.param(1)]));
refuses('must be a constant', ({ f }) =>
  f.intrinsic('llvm.ctlz', [i32], [f.param(1), f.icmp('eq', f.param(1), f.param(1))]),
);
refuses('number of arguments', ({ f }) => f.intrinsic('llvm.ctpop', [i32], []));

t.test('module commands', async (t) => {
  const failing = (message: string, make: (module: ModuleBuilder) => void) => {
    const module = new ModuleBuilder({ name: 'wrong' });
    make(module);
    t.throws(() => module.build(), { message: new RegExp(message) }, message);
  };
  failing('unknown parameter type', (m) => m.functionType(i32, [types.void]));
  failing('unknown result type', (m) => m.functionType(99 as Type, []));
  failing('no such type', (m) => m.vectorType(i32, 1000));
  failing('no such type', (m) => m.structType([types.void]));
  failing('it has no name', (m) => m.declareFunction('', m.functionType(i32, [])));
  failing('another function has this name', (m) => {
    m.declareFunction('a', m.functionType(i32, []));
    m.declareFunction('a', m.functionType(i32, []));
  });
  const contradiction: FnAttr[] = ['alwaysinline', 'noinline'];
  failing('contradicts', (m) => m.declareFunction('a', m.functionType(i32, []), { attributes: contradiction }));
  failing('must begin with .text', (m) => m.defineFunction('a', m.functionType(i32, []), { section: '.data' }));
  failing('function a: it has no blocks', (m) => m.defineFunction('a', m.functionType(i32, [])));
  failing('not a power of two', (m) => m.globalConstant(Uint8Array.of(1), 3));
  failing('no bytes', (m) => m.globalConstant(new Uint8Array(0), 1));
  failing('a function has no counts', (m) => m.profileSummary([[]]));
});

t.test('what only the verifier sees', async (t) => {
  const module = moduleBuilder(i32, [i32], ({ f }) => {
    const [left, right] = [f.block(), f.block()];
    f.condBr(f.icmp('eq', f.param(0), f.param(0)), left, right);
    f.position(left);
    const sum = f.binary('add', f.param(0), f.param(0));
    f.ret(sum);
    f.position(right);
    return sum;
  });
  t.throws(() => module.build({ verify: true }), { message: /does not dominate all uses/, code: 'ERR_LLVM' });
});

t.test('streams of arbitrary words never crash', async (t) => {
  let seed = 12345;
  const random = (limit: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
  const commandCount = Object.keys(Command).length;
  const header = [ModuleCommand.functionType, types.i32, 2, types.ptr, types.i32];
  const define = [ModuleCommand.defineFunction, 0, 1, 0, 0, 0, -1, -1, 0, 0];
  const commands = Int32Array.from([...header, ...define]);
  let built = 0;
  for (let round = 0; round < 20_000; round++) {
    const body = [Command.block, 0, 0, Command.position, 0];
    for (let i = random(24); i > 0; i--) {
      body.push(random(commandCount) | (random(3) === 0 ? random(40) << 8 : 0));
      for (let operands = random(5); operands > 0; operands--) body.push(random(8) === 0 ? -random(4) : random(6));
    }
    try {
      const handle = native().buildModule('fuzz', commands, Uint8Array.of(102), [Int32Array.from(body)], false, true);
      native().disposeModule(handle);
      built++;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('llvm-bindings: '))) throw error;
    }
  }
  t.ok(built >= 0);
});

t.test('handles and inputs of the wrong kind', async (t) => {
  t.throws(() => native().printModule({} as never), /no module/);
  t.throws(() => native().printModule(undefined as never), /no module/);
  t.throws(() => native().parseBitcode('text' as never), { name: 'TypeError' });
  t.throws(() => LlvmModule.fromText('define i32 @f( {'), /line 1, column \d+: /);
  t.throws(() => LlvmModule.fromText('define i32 @f() {\n  ret i64 0\n}'), /line 2/);
  t.throws(() => LlvmModule.fromBitcode(new Uint8Array(0)), /llvm-bindings: /);
  t.throws(() => LlvmModule.fromBitcode(new Uint8Array(64).fill(1)), /llvm-bindings: /);
  t.throws(() => linkObject(new Uint8Array(10)), /malformed object/);
  t.throws(() => linkObject(new Uint8Array(4096)), /llvm-bindings: /);
  const module = LlvmModule.fromText('define i32 @f() {\n  ret i32 0\n}');
  t.throws(() => module.optimize('O2', { earlyPasses: 'no-such-pass' }), /no-such-pass/);
  t.throws(() => module.emitObject({ target: { cpu: 'pdp11', features: '' } }), /unknown processor pdp11/);
  t.throws(() => module.emitObject({ target: { cpu: 'x86-64', features: '+flying' } }), /unknown processor feature/);
  module.emitObject();
  t.throws(() => module.emitObject(), /already generated/);
  t.throws(() => module.optimize('O1'), /already generated/);
  module.dispose();
  module.dispose();
  t.throws(() => module.toText(), /disposed/);
});

t.equal(liveModules(), 0, 'failed builds free what they made');
