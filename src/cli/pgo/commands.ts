// The `pgo` commands other than `run`: their arguments and options, as plain requests. Prints nothing, reads no file.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ExportFormat, exportFormats } from '../../../profiles/export/formats.ts';

/** One `pgo` command with all it was given. */
export type PgoRequest = { readonly kind: 'pgo' } & (
  | {
      readonly command: 'inspect';
      readonly profile: string;
      readonly module?: string;
      readonly function?: string;
      /** With `function`: its optimized code instead of its disassembly. */
      readonly code?: 'ir' | 'asm';
      readonly json: boolean;
      readonly top: number;
    }
  | { readonly command: 'merge'; readonly output: string; readonly profiles: readonly string[] }
  | {
      readonly command: 'diff';
      readonly before: string;
      readonly after: string;
      readonly module?: string;
      readonly json: boolean;
      readonly top: number;
    }
  | {
      readonly command: 'export';
      readonly format: ExportFormat | 'hints';
      readonly output: string;
      readonly profile: string;
      readonly module?: string;
    }
  | {
      readonly command: 'report';
      readonly output: string;
      readonly profile: string;
      readonly module?: string;
    }
  | { readonly command: 'import'; readonly output: string; readonly module: string }
);

const defaultTop = 20;

function parseTop(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`'${text}' is no number of rows`);
  return Number(text);
}

interface ListFlags {
  readonly json?: true;
  readonly top: number;
}

interface InspectFlags extends ListFlags {
  readonly function?: string;
  readonly ir?: true;
  readonly asm?: true;
}

function describeInspect(command: Command, accept: (request: PgoRequest) => void): void {
  command
    .description('show what a profile says')
    .argument('<profile>', 'a profile, as `pgo run` leaves it')
    .argument('[module]', 'the profiled module, for names and sizes')
    .option('--function <function>', 'the disassembly of one function (name or index) with counts; needs the module')
    .option('--ir', "with --function: LLVM's IR of its optimized code")
    .option('--asm', 'with --function: machine code of its optimized code')
    .option('--json', 'everything, for programs')
    .option('--top <rows>', 'rows of each table', parseTop, defaultTop)
    .action((profile: string, module: string | undefined, flags: InspectFlags) => {
      const { function: wanted, ir, asm } = flags;
      if (wanted === undefined && (ir || asm)) command.error('error: --ir and --asm need --function', { exitCode: 2 });
      if (ir && asm) command.error('error: --ir or --asm, not both', { exitCode: 2 });
      const code = ir ? 'ir' : asm ? 'asm' : undefined;
      if (wanted !== undefined && module === undefined) {
        command.error('error: --function needs the module: pgo inspect --function F PROFILE MODULE', { exitCode: 2 });
      }
      accept({
        kind: 'pgo',
        command: 'inspect',
        profile,
        ...(module !== undefined && { module }),
        ...(wanted !== undefined && { function: wanted }),
        ...(code !== undefined && { code }),
        json: flags.json === true,
        top: flags.top,
      });
    });
}

function describeMerge(command: Command, accept: (request: PgoRequest) => void): void {
  command
    .description('add up profiles of one module')
    .argument('<profiles...>', 'two or more profiles')
    .requiredOption('-o, --output <file>', 'where the sum goes')
    .action((profiles: string[], flags: { output: string }) => {
      accept({ kind: 'pgo', command: 'merge', output: flags.output, profiles });
    });
}

function describeDiff(command: Command, accept: (request: PgoRequest) => void): void {
  command
    .description('show what heated up and what cooled between two profiles')
    .argument('<before>', 'a profile')
    .argument('<after>', 'another one of the same module')
    .argument('[module]', 'the profiled module, for names')
    .option('--json', 'everything, for programs')
    .option('--top <rows>', 'rows of each table', parseTop, defaultTop)
    .action((before: string, after: string, module: string | undefined, flags: ListFlags) => {
      accept({
        kind: 'pgo',
        command: 'diff',
        before,
        after,
        ...(module !== undefined && { module }),
        json: flags.json === true,
        top: flags.top,
      });
    });
}

function describeExport(command: Command, accept: (request: PgoRequest) => void): void {
  const formats = new Option('--format <format>', 'what to make').choices([...exportFormats, 'hints']);
  command
    .description('sampled stacks for a viewer, or (hints) a copy of the module with its profile as compilation hints')
    .argument('<profile>', 'a profile')
    .argument('[module]', 'the profiled module, for names; hints need it')
    .addOption(formats.makeOptionMandatory())
    .requiredOption('-o, --output <file>', 'where it goes')
    .action(
      (profile: string, module: string | undefined, flags: { format: ExportFormat | 'hints'; output: string }) => {
        if (flags.format === 'hints' && module === undefined) {
          command.error('error: hints need the module: pgo export --format hints -o COPY PROFILE MODULE', {
            exitCode: 2,
          });
        }
        accept({ kind: 'pgo', command: 'export', ...flags, profile, ...(module !== undefined && { module }) });
      },
    );
}

function describeImport(command: Command, accept: (request: PgoRequest) => void): void {
  command
    .description('make a profile of the compilation hints in a module')
    .argument('<module>', 'a module with `metadata.code.*` sections')
    .requiredOption('-o, --output <file>', 'where the profile goes')
    .action((module: string, flags: { output: string }) => {
      accept({ kind: 'pgo', command: 'import', output: flags.output, module });
    });
}

const defaultReport = 'wasabi-report.html';

function describeReport(command: Command, accept: (request: PgoRequest) => void): void {
  command
    .description('one HTML page: flame graph, tiers over time, where the time of each function went')
    .argument('<profile>', 'a profile')
    .argument('[module]', 'the profiled module, for names and sizes')
    .option('-o, --output <file>', 'where it goes', defaultReport)
    .action((profile: string, module: string | undefined, flags: { output: string }) => {
      accept({
        kind: 'pgo',
        command: 'report',
        output: flags.output,
        profile,
        ...(module !== undefined && { module }),
      });
    });
}

/** Adds the commands to `pgo`; `accept` gets the finished request. */
export function describePgo(pgo: Command, accept: (request: PgoRequest) => void): void {
  describeInspect(pgo.command('inspect'), accept);
  describeMerge(pgo.command('merge'), accept);
  describeDiff(pgo.command('diff'), accept);
  describeExport(pgo.command('export'), accept);
  describeImport(pgo.command('import'), accept);
  describeReport(pgo.command('report'), accept);
}
