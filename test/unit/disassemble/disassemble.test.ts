// Disassembly: every kind of immediate, and whole programs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { decodeNames } from '../../../src/decode/names.ts';
import { disassembleFunction } from '../../../src/disassemble/disassemble.ts';
import { assemble } from '../../../src/text/assemble.ts';

async function linesOf(text: string, functionIndex: number): Promise<string[]> {
  const module = decodeModule(await assemble(text));
  const lines = disassembleFunction(module, functionIndex, decodeNames(module));
  return lines.map(({ depth, text: line }) => `${'  '.repeat(depth)}${line}`);
}

t.test('control', async (t) => {
  const lines = await linesOf(
    `(module (type $t (func (param i32) (result i32))) (table 2 funcref) (func $callee (type $t) local.get 0)
      (func $main (param i32) (result i32) (local i64 i64 f32)
        block (result i32) loop local.get 0 br_if 0 end local.get 0 local.get 0 br_table 0 0 0 end
        if (result i32) i32.const 1 call $callee else i32.const -5 i32.const 0 call_indirect (type $t) end))`,
    1,
  );
  t.same(lines, [
    'func $main (local i64 i64 f32)',
    '  block (result i32)',
    '    loop',
    '      local.get 0',
    '      br_if 0',
    '    end',
    '    local.get 0',
    '    local.get 0',
    '    br_table 0 0 0',
    '  end',
    '  if (result i32)',
    '    i32.const 1',
    '    call $callee',
    '  else',
    '    i32.const -5',
    '    i32.const 0',
    '    call_indirect 0 0',
    '  end',
    'end',
  ]);
});

t.test('numbers, memory, references', async (t) => {
  const lines = await linesOf(
    `(module (memory 1) (data "x") (table 1 funcref) (func
      i64.const -9223372036854775808 drop f32.const -0 drop f64.const 0x1p-3 drop f32.const nan:0x200000 drop f64.const inf drop
      i32.const 0 i32.load8_u offset=70000 drop i32.const 0 i64.load align=4 drop i32.const 0 i32.load drop
      memory.size drop i32.const 0 i32.const 0 i32.const 0 memory.copy i32.const 0 i32.const 0 i32.const 0 memory.init 0
      ref.null func drop ref.null extern drop ref.func 0 drop
      i32.const 1 i32.const 2 i32.const 3 select (result i32) drop i32.const 0 table.get 0 drop))`,
    0,
  );
  const wanted = [
    'i64.const -9223372036854775808',
    'f32.const -0',
    'f64.const 0.125',
    'f32.const nan (0x7fa00000)',
    'f64.const inf',
    'i32.load8_u offset=70000',
    'i64.load align=4',
    'i32.load',
    'memory.size',
    'memory.copy 0 0',
    'memory.init 0 0',
    'ref.null func',
    'ref.null extern',
    'ref.func 0',
    'select_t (result i32)',
    'table.get 0',
  ];
  const found = lines.map((line) => line.trim()).filter((line) => wanted.includes(line));
  t.same(found, wanted);
});

for (const program of ['hello', 'interpreter', 'json']) {
  t.test(`every function of ${program}: nesting closes, offsets rise to the body's last byte`, async (t) => {
    const module = decodeModule(readFileSync(join(packageRoot, `examples/${program}.wasm`)));
    const names = decodeNames(module);
    const { count, offsets, sizes } = module.functions;
    for (let index = 0; index < count; index++) {
      const lines = disassembleFunction(module, index + module.importedFunctions.length, names);
      const last = lines.at(-1);
      const rising = lines.every((line, at) => at === 0 || line.offset > (lines[at - 1]?.offset ?? 0));
      const end = (offsets[index] as number) + (sizes[index] as number) - 1;
      if (last?.text !== 'end' || last.depth !== 0 || last.offset !== end || !rising) t.fail(`function ${index}`);
    }
  });
}
