// Options of `new WASI(...)`: what is accepted, and messages that name what is wrong.
import t from 'tap';
import { resolveOptions, type WASIOptions } from '../../../src/abi/wasi/options.ts';

t.test('defaults', (t) => {
  t.same(resolveOptions({ version: 'preview1' }), {
    unstable: false,
    args: [],
    environ: [],
    stdio: [0, 1, 2],
    preopens: [],
    sockets: [],
    returnOnExit: true,
    walk: false,
  });
  t.end();
});

t.test('everything given', (t) => {
  const options: WASIOptions = {
    version: 'unstable',
    args: ['a', 'b'],
    env: { A: '1', B: undefined, C: '' },
    preopens: { '/': '/tmp', '/ro': { path: '/usr', readOnly: true }, '/rw': { path: '/var' } },
    stdin: 3,
    stdout: 4,
    stderr: 5,
    sockets: [6],
    returnOnExit: false,
    pathResolution: 'walk',
  };
  t.same(resolveOptions(options), {
    unstable: true,
    args: ['a', 'b'],
    environ: ['A=1', 'C='],
    stdio: [3, 4, 5],
    preopens: [
      { hostPath: '/tmp', guestName: '/', readOnly: false },
      { hostPath: '/usr', guestName: '/ro', readOnly: true },
      { hostPath: '/var', guestName: '/rw', readOnly: false },
    ],
    sockets: [6],
    returnOnExit: false,
    walk: true,
  });
  t.end();
});

t.test('what is wrong is named', (t) => {
  const wrong: readonly [unknown, RegExp][] = [
    [undefined, /options must be an object/],
    [null, /options must be an object/],
    [{}, /"version"/],
    [{ version: 'preview2' }, /"version".*preview2/],
    [{ version: 'preview1', args: 'x' }, /"args" must be an array/],
    [{ version: 'preview1', args: [1] }, /"args" must be a string/],
    [{ version: 'preview1', args: ['a\0b'] }, /"args".*NUL/],
    [{ version: 'preview1', env: 'x' }, /"env" must be an object/],
    [{ version: 'preview1', env: { A: 1 } }, /"env" must be a string/],
    [{ version: 'preview1', preopens: { '/': 1 } }, /"preopens" must be a string/],
    [{ version: 'preview1', preopens: { '/': null } }, /"preopens" must be a string/],
    [{ version: 'preview1', preopens: { '/': { path: '/', readOnly: 'yes' } } }, /"preopens".*readOnly/],
    [{ version: 'preview1', stdin: -1 }, /"stdin" must be a file descriptor/],
    [{ version: 'preview1', stdout: 1.5 }, /"stdout"/],
    [{ version: 'preview1', stderr: '2' }, /"stderr"/],
    [{ version: 'preview1', sockets: [2 ** 31] }, /"sockets"/],
    [{ version: 'preview1', returnOnExit: 1 }, /"returnOnExit"/],
    [{ version: 'preview1', pathResolution: 'kernel' }, /"pathResolution"/],
  ];
  for (const [options, message] of wrong) t.throws(() => resolveOptions(options as WASIOptions), message);
  t.end();
});
