// The name section: read lazily, and whatever damage it has.
import t from 'tap';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { decodeNames, type NameMap } from '../../../src/decode/names.ts';
import { type Bytes, module, name, section, sized, vec } from './binary.ts';

const body = sized([0, 0x0b]);

function namesOf(...subsections: Bytes[]): NameMap {
  const bytes = module(
    section(1, vec([0x60, 0, 0])),
    section(2, vec([...name('env'), ...name('f'), 0, 0])),
    section(3, vec([0], [0])),
    section(10, vec(body, body)),
    section(0, name('name'), ...subsections),
  );
  return decodeNames(decodeModule(bytes));
}

const functionNames = section(1, vec([0, ...name('imported')], [2, ...name('größe')]));

t.test('module and functions have their names', async (t) => {
  const names = namesOf(section(0, name('thing')), functionNames, section(9, [1, 2, 3]));
  t.equal(names.moduleName(), 'thing');
  t.equal(names.functionName(0), 'imported');
  t.equal(names.functionName(1), undefined);
  t.equal(names.functionName(2), 'größe');
  t.equal(names.functionName(3), undefined);
});

t.test('no name section', async (t) => {
  const names = decodeNames(decodeModule(module()));
  t.equal(names.moduleName(), undefined);
  t.equal(names.functionName(0), undefined);
});

t.test('damage costs only what is damaged', async (t) => {
  const short = namesOf(functionNames.slice(0, -3));
  t.equal(short.functionName(2), undefined);
  const overrun = namesOf(section(1, [9, 0, ...name('first'), 1, 99]));
  t.equal(overrun.functionName(0), 'first');
  t.equal(overrun.functionName(1), undefined);
  const outside = namesOf(section(1, vec([77, ...name('nobody')], [1, ...name('somebody')])));
  t.equal(outside.functionName(1), 'somebody');
  const notText = namesOf(section(1, vec([1, 1, 0xff], [2, ...name('text')])));
  t.equal(notText.functionName(1), undefined);
  t.equal(notText.functionName(2), 'text');
  t.equal(namesOf([1, 0x80]).functionName(0), undefined);
});
