// Errors: phrase first, place last.
import t from 'tap';
import { inFunction, invalid, malformed, unsupported, WasmError } from '../../../src/core/errors.ts';

t.test('the message ends with the place', async (t) => {
  t.match(malformed('unexpected end', 16), { kind: 'malformed', offset: 16, message: 'unexpected end (offset 0x10)' });
  t.match(unsupported('SIMD', 8), { kind: 'unsupported', reason: 'unsupported: SIMD' });
  t.match(invalid('type mismatch'), { message: 'type mismatch', offset: undefined });
});

t.test('the function is added once', async (t) => {
  const error = inFunction(invalid('type mismatch', 255), 3) as WasmError;
  t.match(error, { functionIndex: 3, offset: 255, message: 'type mismatch (function 3, offset 0xff)' });
  t.equal(inFunction(error, 9), error);
  const other = new TypeError('not ours');
  t.equal(inFunction(other, 1), other);
  t.ok(error instanceof WasmError);
});
