// The command line, read without running anything.
import t from 'tap';
import { parseCommandLine, type RunRequest, type TextRequest } from '../../src/cli/arguments.ts';
import { plainRun } from '../../src/cli/plain-run.ts';

const context = {
  version: '1.2.3',
  environment: { HOME: '/home/someone', EMPTY: '' },
  cacheDirectory: '/home/someone/.cache/wasabi',
};

function run(...args: string[]): RunRequest {
  const request = parseCommandLine(args, context);
  if (request.kind !== 'run') throw new Error(`not accepted as a program: ${JSON.stringify(request)}`);
  return request;
}

function text(...args: string[]): TextRequest {
  const request = parseCommandLine(args, context);
  if (request.kind !== 'text') throw new Error('accepted');
  return request;
}

t.test('a bare file is run', async (t) => {
  t.match(run('app.wasm'), { file: 'app.wasm', args: [], tier: 'tiered', verbose: false, tuning: {} });
  t.equal(run('app.wasm').pgo, undefined);
  t.same(run('app.wasm'), run('run', 'app.wasm'));
  t.match(run('--tier=baseline', 'app.wasm'), { tier: 'baseline', file: 'app.wasm' });
  t.equal(run('./run').file, './run');
});

t.test('everything after the file belongs to the program', async (t) => {
  t.same(run('app.wasm', '--help', '-v', '--dir', 'x', '--', 'y').args, ['--help', '-v', '--dir', 'x', '--', 'y']);
  t.same(run('run', '-v', 'app.wasm', '--version').args, ['--version']);
  t.same(run('pgo', 'run', 'app.wasm', '--quiet', 'run').args, ['--quiet', 'run']);
  t.equal(run('pgo', 'run', 'app.wasm', '--quiet').pgo?.quiet, false);
});

t.test('directories', async (t) => {
  t.same(run('--dir', '.', '--dir-ro', '/srv::/data', '--dir=a::b', 'app.wasm').directories, [
    { host: '.', guest: '.', readOnly: false },
    { host: '/srv', guest: '/data', readOnly: true },
    { host: 'a', guest: 'b', readOnly: false },
  ]);
  for (const wrong of ['::x', 'x::', 'a::b::c', '']) {
    const { text: message, exitCode } = text('--dir', wrong, 'app.wasm');
    t.equal(exitCode, 2, wrong);
    t.match(message, /--dir/);
  }
});

t.test('environment', async (t) => {
  const { environment } = run('--env', 'A=1', '--env', 'HOME', '--env', 'B=x=y', '--env', 'NONE', '--env=EMPTY', 'f');
  t.same(environment, { A: '1', HOME: '/home/someone', B: 'x=y', EMPTY: '' });
  t.same(run('app.wasm').environment, {}, 'nothing is passed on unasked');
  t.equal(text('--env', '=x', 'app.wasm').exitCode, 2);
});

t.test('tiers and thresholds', async (t) => {
  t.equal(run('-O', 'opt-level=0', 'f').tier, 'baseline');
  t.equal(run('-Oopt-level=2', 'f').tier, 'optimized');
  t.equal(run('--tier', 'tiered', '-O', 'opt-level=2', 'f').tier, 'tiered');
  t.same(run('-C', 'entry-budget=5,loopBudget=7', '-C', 'sync', 'f').tuning, {
    entryBudget: 5,
    loopBudget: 7,
    sync: true,
  });
  for (const wrong of [
    ['--tier=fast'],
    ['-O', 'opt-level=9'],
    ['-O', 'x'],
    ['-C', 'nothing=1'],
    ['-C', 'loop-budget=x'],
    ['-C', 'toString=1'],
    ['-C', 'pool-threads=1000000'],
    ['-C', 'max-budget=4e9'],
  ]) {
    t.equal(text(...wrong, 'f').exitCode, 2, wrong.join(' '));
  }
});

t.test('invoke, argv0, profiles', async (t) => {
  t.match(run('--invoke', 'fib', 'fib.wat', '30', '-5'), { invoke: 'fib', args: ['30', '-5'] });
  t.match(run('--argv0', 'name', 'f'), { argv0: 'name' });
  t.match(run('--profile-in', 'p', 'f'), { profileIn: 'p' });
  const { pgo } = run('pgo', 'run', '--profile-out', 'p', '--json', 'j', '--quiet', 'f');
  t.same(pgo, { profilePath: 'p', jsonPath: 'j', quiet: true, sampling: true });
  t.same(run('pgo', 'run', 'f').pgo, { quiet: false, sampling: true });
});

t.test('a wrong setting is told by the name it has on the command line', async (t) => {
  t.match(text('-C', 'entry-budget', 'f').text, "'entry-budget' needs a value: entry-budget=NUMBER");
  t.match(text('-C', 'pool-threads=-1', 'f').text, "'pool-threads' must be a number from 0 to 256, not -1");
  t.match(text('-C', 'sync=2', 'f').text, "'sync' must be true or false, not 2");
});

t.test('help fits a terminal of 80 columns', async (t) => {
  const pgo = ['run', 'inspect', 'merge', 'diff', 'export', 'import', 'report'].map((name) => ['pgo', name]);
  for (const command of [[], ['run'], ['wast'], ['cache'], ['cache', 'list'], ['pgo'], ...pgo]) {
    const wide = text(...command, '--help')
      .text.split('\n')
      .filter((line) => line.length > 80);
    t.same(wide, [], command.join(' '));
  }
});

t.test('help and version', async (t) => {
  const help = text('--help');
  t.equal(help.exitCode, 0);
  t.match(help.text, /wasabi pgo run app\.wasm/);
  t.match(text('run', '--help').text, /--dir <host\[::guest\]>[\s\S]*entry-budget=/);
  t.match(text('pgo', 'run', '-h').text, /--profile-out/);
  t.same(text('--version'), { kind: 'text', text: '1.2.3\n', exitCode: 0 });
});

t.test('a wrong command line is told, with 2', async (t) => {
  const cases: [string[], RegExp][] = [
    [['--fast', 'app.wasm'], /unknown option '--fast'/],
    [['run', '--fast', 'app.wasm'], /unknown option '--fast'/],
    [['run', '--quiet', 'app.wasm'], /unknown option '--quiet'/],
    [['run'], /missing required argument 'file'/],
    [['--dir'], /argument missing/],
    [['pgo', 'walk'], /unknown command 'walk'/],
    [[], /Usage: wasabi/],
    [['pgo'], /Usage: wasabi pgo/],
  ];
  for (const [args, message] of cases) {
    const refused = text(...args);
    t.equal(refused.exitCode, 2, args.join(' '));
    t.match(refused.text, message, args.join(' '));
  }
});

t.test('pgo commands', async (t) => {
  const pgo = (...args: string[]) => parseCommandLine(['pgo', ...args], context);
  t.same(pgo('inspect', 'p.wprof'), {
    kind: 'pgo',
    command: 'inspect',
    profile: 'p.wprof',
    json: false,
    top: 20,
  });
  t.match(pgo('inspect', '--function', 'f', 'p.wprof', 'm.wasm'), { function: 'f', module: 'm.wasm' });
  t.match(text('pgo', 'inspect', '--function', 'f', 'p.wprof'), { exitCode: 2, text: /needs the module/ });
  t.match(text('pgo', 'inspect', '--top', '0', 'p.wprof'), { exitCode: 2, text: /no number of rows/ });
  t.match(pgo('merge', '-o', 'sum', 'a', 'b'), { command: 'merge', output: 'sum', profiles: ['a', 'b'] });
  t.equal(text('pgo', 'merge', 'a', 'b').exitCode, 2);
  t.match(pgo('diff', 'a', 'b', '--json', '--top', '5'), {
    command: 'diff',
    before: 'a',
    after: 'b',
    json: true,
    top: 5,
  });
  t.equal(text('pgo', 'diff', 'a').exitCode, 2);
  t.same(pgo('export', '--format', 'hints', '-o', 'c.wasm', 'p', 'm.wasm'), {
    kind: 'pgo',
    command: 'export',
    format: 'hints',
    output: 'c.wasm',
    profile: 'p',
    module: 'm.wasm',
  });
  t.match(text('pgo', 'export', '--format', 'hints', '-o', 'c.wasm', 'p'), { exitCode: 2, text: /need the module/ });
  t.match(text('pgo', 'export', '--format', 'svg', '-o', 'c', 'p'), { exitCode: 2, text: /svg/ });
  t.equal(text('pgo', 'export', '-o', 'c', 'p').exitCode, 2);
  t.equal(text('pgo', 'import', 'm').exitCode, 2);
});

t.test('the cache', async (t) => {
  const { cacheDirectory } = context;
  t.strictSame(run('app.wasm').cache, { directory: cacheDirectory });
  t.equal(run('-C', 'cache=n', 'app.wasm').cache, undefined);
  t.strictSame(run('--cache-dir', '/c', '-C', 'cache-size=2,entry-budget=7', 'app.wasm').cache, {
    directory: '/c',
    limitBytes: 2 << 20,
  });
  t.match(run('-C', 'cache-size=2,entry-budget=7', 'app.wasm').tuning, { entryBudget: 7 });
  for (const wrong of ['cache=maybe', 'cache-size=', 'cache-size=-1', 'cache-size=x']) {
    t.equal(text('-C', wrong, 'app.wasm').exitCode, 2, wrong);
  }
});

t.test('a command line without options is read the same without commander', async (t) => {
  for (const args of [['app.wasm'], ['run', 'app.wasm'], ['app.wasm', '--env', 'X', 'run'], ['run', 'run', 'a']]) {
    t.strictSame(plainRun(args, context), run(...args), args.join(' '));
  }
  for (const args of [
    [],
    ['run'],
    ['--tier', 'baseline', 'f'],
    ['pgo', 'run', 'f'],
    ['cache', 'list'],
    ['-h'],
    ['run', '-v', 'f'],
  ]) {
    t.equal(plainRun(args, context), undefined, args.join(' '));
  }
});
