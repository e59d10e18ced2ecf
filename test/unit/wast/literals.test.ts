// Number literals to bits: rounding, limits, NaN payloads; against JavaScript's own correctly rounded conversion.
import t from 'tap';
import { f32Bits, f64Bits, integerBits, isArithmeticNan, isCanonicalNan } from '../../../src/wast/literals.ts';

const view = new DataView(new ArrayBuffer(8));

function doubleBits(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

t.test('integers', async (t) => {
  t.equal(integerBits('-1', 32), 0xffff_ffffn);
  t.equal(integerBits('0x8000_0000', 32), 0x8000_0000n);
  t.equal(integerBits('-0x80', 8), 0x80n);
  t.equal(integerBits('+7', 64), 7n);
});

t.test('doubles round as JavaScript does', async (t) => {
  const texts = [
    '0.1',
    '1e308',
    '1.7976931348623157e308',
    '4.9e-324',
    '2.4703282292062328e-324',
    '123456789.123456789',
  ];
  for (const text of texts) t.equal(f64Bits(text), doubleBits(Number(text)), text);
  t.equal(f64Bits('-0'), 1n << 63n);
  t.equal(f64Bits('0x1.921fb54442d18p+1'), doubleBits(Math.PI));
  t.equal(f64Bits('0x0.0000000000001p-1022'), 1n);
});

t.test('floats are rounded once, not by way of a double', async (t) => {
  t.equal(f32Bits('1'), 0x3f80_0000n);
  t.equal(f32Bits('0x1.000001p+0'), 0x3f80_0000n, 'a tie goes to even');
  t.equal(f32Bits('0x1.00000100000000001p+0'), 0x3f80_0001n, 'just above a tie, invisible to a double');
  t.equal(f32Bits('0x1p-149'), 1n);
  t.equal(f32Bits('0x1.fffffep127'), 0x7f7f_ffffn);
  t.equal(f32Bits('1e-46'), 0n);
});

t.test('infinities and NaN', async (t) => {
  t.equal(f32Bits('-inf'), 0xff80_0000n);
  t.equal(f32Bits('nan:0x200000'), 0x7fa0_0000n);
  t.equal(f64Bits('-nan'), 0xfff8_0000_0000_0000n);
  t.ok(isCanonicalNan(f32Bits('-nan'), 32));
  t.notOk(isCanonicalNan(f32Bits('nan:0x400001'), 32));
  t.ok(isArithmeticNan(f32Bits('nan:0x400001'), 32));
  t.notOk(isArithmeticNan(f64Bits('nan:0x1'), 64));
});
