// Externrefs: values that wasm keeps stay the same, values that nothing keeps are given back.
import t from 'tap';
import { Table } from '../../../src/js-api/table.ts';
import { externRefOf } from '../../../src/runtime/externs.ts';
import { exportsOf } from '../../support/programs.ts';

const program = `(module
  (import "env" "many" (func $many (param externref)))
  (table $t (export "table") 3 externref)
  (global $g (mut externref) (ref.null extern))
  (func (export "set") (param i32 externref) (table.set $t (local.get 0) (local.get 1)))
  (func (export "setGlobal") (param externref) (global.set $g (local.get 0)))
  (func (export "getGlobal") (result externref) (global.get $g))
  (func (export "hold") (param externref) (result externref) (call $many (ref.null extern)) (local.get 0))
  (func (export "pass") (param externref) (result externref) (local.get 0)))`;

/** Passes so many fresh values that dead ones are looked for several times. */
const many = 50_000;

t.test('numbers of dead values are used again', async (t) => {
  const flood = () => {
    for (let i = 0; i < many; i++) externRefOf({ i });
  };
  const exports = await exportsOf(program, { env: { many: flood } });
  const [inTable, inGlobal, onStack] = [{ name: 'table' }, { name: 'global' }, { name: 'stack' }];
  exports.set?.(1, inTable);
  exports.setGlobal?.(inGlobal);
  const jsTable = new Table({ element: 'externref', initial: 1 });
  jsTable.set(0, 'kept by a table of JavaScript');
  for (let i = 0; i < many; i++) {
    const value = { i };
    if (exports.pass?.(value) !== value) t.fail(`value ${i} came back as another`);
  }
  t.ok(externRefOf({}) < many / 2, 'numbers stay small');
  t.equal((exports.table as unknown as Table).get(1), inTable);
  t.equal(exports.getGlobal?.(), inGlobal);
  t.equal(jsTable.get(0), 'kept by a table of JavaScript');
  t.equal(exports.hold?.(onStack), onStack, 'nothing is given back while wasm may hold it in a frame');
  flood();
  t.equal(exports.hold?.(onStack), onStack);
  t.equal(exports.getGlobal?.(), inGlobal);
});
