// The command line as a whole: which command, with which options, for which file. Pure: prints nothing, ends nothing.
import { Command, CommanderError } from 'commander';
import { defaultTuning, type TierMode, type Tuning } from '../engine.ts';
import { type CacheRequest, describeCache } from './cache-arguments.ts';
import {
  addCacheSetting,
  addTuning,
  addVariable,
  type CacheSettings,
  checked,
  type Directory,
  type ProfilerChoice,
  parseDirectory,
  parseOptimization,
  parseProfiler,
  parseTier,
  settingName,
} from './options.ts';
import { describePgo, type PgoRequest } from './pgo/commands.ts';
import { ownWords } from './plain-run.ts';
import { describeWast, type WastRequest } from './wast-arguments.ts';

/** What `pgo run` writes when the program has ended. */
export interface PgoOutput {
  /** Where the profile goes; absent: beside the cache, by the module's hash. */
  readonly profilePath?: string;
  readonly quiet: boolean;
  /** Whether stacks are sampled for the profile. */
  readonly sampling: boolean;
  readonly jsonPath?: string;
}

export interface CacheChoice {
  readonly directory: string;
  readonly limitBytes?: number;
}

/** One program to run. */
export interface RunRequest {
  readonly kind: 'run';
  readonly file: string;
  /** Arguments of the program, or with `invoke` of the function. */
  readonly args: readonly string[];
  readonly argv0?: string;
  readonly directories: readonly Directory[];
  readonly environment: Readonly<Record<string, string>>;
  readonly invoke?: string;
  readonly tier: TierMode;
  readonly tuning: Partial<Tuning>;
  readonly verbose: boolean;
  /** Where code is kept; absent: nowhere. */
  readonly cache?: CacheChoice;
  /** A profile of an earlier run, used from the first compile on. */
  readonly profileIn?: string;
  readonly profiler?: ProfilerChoice;
  /** Present for `pgo run`. */
  readonly pgo?: PgoOutput;
}

/** Text to print instead of running: help and version on stdout with 0, a wrong command line on stderr with 2. */
export interface TextRequest {
  readonly kind: 'text';
  readonly text: string;
  readonly exitCode: 0 | 2;
}

export type Request = RunRequest | PgoRequest | WastRequest | TextRequest | CacheRequest;

/** What the command line is read against. */
export interface CommandLineContext {
  readonly version: string;
  /** Variables that a bare `--env NAME` passes on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the cache is unless an option says otherwise. */
  readonly cacheDirectory: string;
}

const examples = `
Examples:
  wasabi hello.wasm                            run a WASI program
  wasabi run --dir . wc.wasm notes.txt         let it use the current folder
  wasabi run --dir-ro /srv::/data app.wasm     let it read /srv as /data
  wasabi run --invoke fib fib.wat 30           call one function, print results
  wasabi cache list                            show code kept for later runs
  wasabi pgo run app.wasm                      report how it was compiled
  wasabi pgo inspect app.wprof app.wasm        show where its time went and why
  wasabi pgo run -C entry-budget=200 app.wasm  recompile hot functions earlier
  wasabi wast --tier=optimized suite/*.wast    run specification tests

Exit codes: the program's own; 134 after a trap, 130 after Ctrl-C, 141 when
nobody reads its output any more, 2 for a wrong command line, 1 for any other
error.`;

function settingsHelp(): string {
  const rows = Object.entries(defaultTuning).map(([name, value]) => `  ${settingName(name)}=${value}`);
  const cache = [
    '  cache=y                 keep compiled code for the next run',
    '  cache-size=1024         of the cache, MiB',
  ];
  return `\nSettings of -C, with their defaults:\n${[...cache, ...rows].join('\n')}`;
}

interface Flags {
  readonly argv0?: string;
  readonly invoke?: string;
  readonly tier?: TierMode;
  readonly optimize?: TierMode;
  readonly profileIn?: string;
  readonly cacheDir?: string;
  readonly profile?: ProfilerChoice;
  readonly verbose?: true;
  readonly profileOut?: string;
  readonly quiet?: true;
  readonly sampling?: boolean;
  readonly json?: string;
}

function chooseCache({ limitBytes }: CacheSettings, directory: string): CacheChoice {
  return { directory, ...(limitBytes !== undefined && { limitBytes }) };
}

function pgoOutput(flags: Flags): PgoOutput {
  return {
    quiet: flags.quiet === true,
    sampling: flags.sampling !== false,
    ...(flags.profileOut !== undefined && { profilePath: flags.profileOut }),
    ...(flags.json !== undefined && { jsonPath: flags.json }),
  };
}

/** Declares file, arguments and options of a command that runs a program; `accept` gets the finished request. */
function describeRun(command: Command, pgo: boolean, context: CommandLineContext, accept: (request: Request) => void) {
  const directories: Directory[] = [];
  let environment: Record<string, string> = {};
  let tuning: Partial<Tuning> = {};
  const addDirectory = (readOnly: boolean) => checked((text) => directories.push(parseDirectory(text, readOnly)));
  const setVariable = checked((text) => {
    environment = addVariable(environment, text, context.environment);
  });
  let cacheSettings: CacheSettings = { enabled: true };
  const set = checked((text) => {
    for (const setting of text.split(',')) {
      const changed = addCacheSetting(cacheSettings, setting);
      if (changed) cacheSettings = changed;
      else tuning = addTuning(tuning, setting);
    }
  });
  command
    .argument('<file>', 'a module, .wasm or .wat')
    .argument('[args...]', "the program's arguments: everything after FILE is the program's")
    .option('--dir <host[::guest]>', 'give the program a folder (repeatable)', addDirectory(false))
    .option('--dir-ro <host[::guest]>', 'the same, for reading only (repeatable)', addDirectory(true))
    .option('--env <name[=value]>', 'set a variable, or pass one on (repeatable)', setVariable)
    .option('--argv0 <name>', "the program's name, instead of the file's")
    .option('--invoke <export>', 'call this function with ARGS instead of running the program')
    .option('--tier <tier>', 'baseline, optimized or tiered (default: tiered)', checked(parseTier))
    .option(
      '-O, --optimize <opt-level=n>',
      '--tier by number: 0 baseline, 1 tiered, 2 optimized',
      checked(parseOptimization),
    )
    .option('-C, --codegen <name=value>', 'a setting of cache or tiering, see below (repeatable)', set)
    .option('--cache-dir <dir>', 'where compiled code is kept between runs')
    .option('--profile-in <file>', 'use the profile of an earlier run from the start')
    .option(
      '--profile <guest[,path]>',
      'sample its stacks for the Firefox profiler (or .cpuprofile, .speedscope.json, .pb.gz by the name of PATH); ' +
        'perfmap or jitdump: tell perf about its code',
      checked(parseProfiler),
    )
    .option('-v, --verbose', 'show tier events as they happen')
    .passThroughOptions()
    .action((file: string, args: string[], flags: Flags) => {
      const { argv0, invoke, profileIn, profile: profiler } = flags;
      accept({
        kind: 'run',
        file,
        args,
        directories,
        environment,
        tier: flags.tier ?? flags.optimize ?? 'tiered',
        tuning,
        verbose: flags.verbose === true,
        ...(cacheSettings.enabled && { cache: chooseCache(cacheSettings, flags.cacheDir ?? context.cacheDirectory) }),
        ...(argv0 !== undefined && { argv0 }),
        ...(invoke !== undefined && { invoke }),
        ...(profileIn !== undefined && { profileIn }),
        ...(profiler !== undefined && { profiler }),
        ...(pgo && { pgo: pgoOutput(flags) }),
      });
    });
  if (pgo) {
    command
      .option('--profile-out <file>', 'write the profile there, instead of beside the cache')
      .option('--json <file>', 'write everything counted as JSON')
      .option('--no-sampling', 'do not sample its stacks: the profile will not say where time went')
      .option('--quiet', 'no summary');
  }
  return command.addHelpText('after', settingsHelp());
}

function buildParser(context: CommandLineContext, accept: (request: Request) => void): Command {
  const program = new Command('wasabi')
    .description('A profile-guided, tiered WebAssembly runtime. A bare `wasabi FILE` is `wasabi run FILE`.')
    .version(context.version, '-V, --version')
    .enablePositionalOptions()
    .addHelpText('after', examples);
  describeRun(program.command('run').description('run a program'), false, context, accept);
  const pgo = program.command('pgo').description('run with profile-guided optimization, and report on it');
  pgo.enablePositionalOptions();
  const pgoRun = pgo.command('run').description('run a program, keep its profile, end with a summary on stderr');
  describeRun(pgoRun, true, context, accept);
  describeWast(program.command('wast'), accept);
  describePgo(pgo, accept);
  describeCache(program.command('cache'), context.cacheDirectory, accept);
  return program;
}

/** Makes every command of the tree throw instead of ending the process, and collect instead of printing. */
function intercept(command: Command, write: (text: string) => void): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write })
    .configureHelp({ minWidthToWrap: 20 })
    .showHelpAfterError('(see --help)');
  for (const sub of command.commands) intercept(sub, write);
}

/** Reads a command line (without the interpreter and script names). A wrong one is a request to say so. */
export function parseCommandLine(args: readonly string[], context: CommandLineContext): Request {
  let request: Request | undefined;
  let text = '';
  const program = buildParser(context, (accepted) => {
    request = accepted;
  });
  intercept(program, (part) => {
    text += part;
  });
  const [first] = args;
  const words = first === undefined || ownWords.includes(first) ? args : ['run', ...args];
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'text', text, exitCode: error.exitCode === 0 ? 0 : 2 };
  }
  return request ?? { kind: 'text', text: text || program.helpInformation(), exitCode: 2 };
}
