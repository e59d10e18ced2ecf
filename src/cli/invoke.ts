// `--invoke`: calls one exported function with arguments from the command line and prints its results.
import type { ValType } from '../core/module.ts';
import type { CallableType } from '../js-api/module.ts';
import { CliError, ExitCode } from './failure.ts';
import { write } from './output.ts';

const integerText = /^[+-]?(0[xX][0-9a-fA-F]+|[0-9]+)$/;

function parseInteger(text: string, bits: 32 | 64): bigint | undefined {
  if (!integerText.test(text)) return undefined;
  const magnitude = BigInt(text.replace(/^[+-]/, ''));
  const value = text.startsWith('-') ? -magnitude : magnitude;
  const limit = 1n << BigInt(bits);
  return value < -limit / 2n || value >= limit ? undefined : value;
}

const namedFloats: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

function parseFloatText(text: string): number | undefined {
  const value = namedFloats[text.toLowerCase()] ?? (text.trim() === '' ? Number.NaN : Number(text));
  return Number.isNaN(value) && text.toLowerCase() !== 'nan' ? undefined : value;
}

/** One argument as the JavaScript value of its type; undefined if the text does not fit. */
function parseArgument(text: string, type: ValType): number | bigint | undefined {
  if (type === 'i32') {
    const value = parseInteger(text, 32);
    return value === undefined ? undefined : Number(BigInt.asIntN(32, value));
  }
  if (type === 'i64') return parseInteger(text, 64);
  if (type === 'f32' || type === 'f64') return parseFloatText(text);
  throw new CliError(
    `a parameter of type ${typeof type === 'string' ? type : 'ref'} cannot be given on the command line`,
  );
}

/** Arguments of the function exported as `name`. Throws a CliError: too many or few, or one that does not fit. */
export function parseArguments(name: string, type: CallableType, texts: readonly string[]): (number | bigint)[] {
  if (type.params.length !== texts.length) {
    const { length } = type.params;
    throw new CliError(
      `\`${name}\` takes ${length} argument${length === 1 ? '' : 's'}, not ${texts.length}`,
      ExitCode.usage,
    );
  }
  if (type.results.includes('v128')) throw new CliError(`\`${name}\` returns a v128, which cannot be printed`);
  return texts.map((text, index) => {
    const wanted = type.params[index] as ValType;
    const value = parseArgument(text, wanted);
    if (value === undefined) throw new CliError(`'${text}' is no ${String(wanted)}`, ExitCode.usage);
    return value;
  });
}

function formatResult(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'function' ? 'funcref' : String(value);
}

/** Prints results, one a line. */
export function printResults(results: unknown): void {
  if (results === undefined) return;
  const lines = (Array.isArray(results) ? results : [results]).map(formatResult);
  if (lines.length > 0) write(1, `${lines.join('\n')}\n`);
}
