// The values of single options: text of the command line to plain data. Knows neither files nor the engine's work.
import { InvalidArgumentError } from 'commander';
import { defaultTuning, parseTuning, type TierMode, type Tuning } from '../engine.ts';
import { isScriptTier, type ScriptTier, scriptTierNames } from '../wast/script-tiers.ts';

/** A wrong command line; its message says what is wrong, and the exit code is 2. */
export class UsageError extends Error {}

/** Makes a parser of an option's value report a wrong one the way commander does: with the option's name. */
export function checked<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** A host directory that the program may reach, under a name of its own. */
export interface Directory {
  readonly host: string;
  readonly guest: string;
  readonly readOnly: boolean;
}

/** Parses `HOST[::GUEST]`; the guest sees the host's name unless another is given. */
export function parseDirectory(text: string, readOnly: boolean): Directory {
  const [host = '', guest = host, ...rest] = text.split('::');
  if (host === '' || guest === '' || rest.length > 0) throw new UsageError(`'${text}' is not HOST or HOST::GUEST`);
  return { host, guest, readOnly };
}

/**
 * Adds `K=V`, or a bare `K` with the value it has in `inherited`, to `environment`; a bare name that is not set
 * there stays unset.
 */
export function addVariable(
  environment: Record<string, string>,
  text: string,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  if (name === '') throw new UsageError(`'${text}' is not NAME or NAME=VALUE`);
  const value = equals < 0 ? inherited[name] : text.slice(equals + 1);
  return value === undefined ? environment : { ...environment, [name]: value };
}

/** What `--profile` makes beside the profile of `pgo run`. */
export type ProfilerChoice =
  /** Sampled wasm stacks, in the format that the file's name asks for. */
  | { readonly kind: 'guest'; readonly path: string }
  /** What `perf` needs to know about our code. */
  | { readonly kind: 'perfmap' | 'jitdump' };

const defaultGuestPath = 'wasabi-guest-profile.json';

/** Parses `guest[,PATH]`, `perfmap` or `jitdump`. */
export function parseProfiler(text: string): ProfilerChoice {
  const comma = text.indexOf(',');
  const [kind, path] = comma < 0 ? [text, undefined] : [text.slice(0, comma), text.slice(comma + 1)];
  if (kind === 'guest' && path !== '') return { kind, path: path ?? defaultGuestPath };
  if ((kind === 'perfmap' || kind === 'jitdump') && path === undefined) return { kind };
  throw new UsageError(`'${text}' is not guest, guest,PATH, perfmap or jitdump`);
}

const tiers: readonly TierMode[] = ['baseline', 'optimized', 'tiered'];

export function parseTier(text: string): TierMode {
  const tier = tiers.find((name) => name === text);
  if (!tier) throw new UsageError(`'${text}' is no tier: ${tiers.join(', ')}`);
  return tier;
}

export function parseScriptTier(text: string): ScriptTier {
  if (!isScriptTier(text)) throw new UsageError(`'${text}' is no tier: ${scriptTierNames.join(', ')}`);
  return text;
}

/** Parses a number of seconds above 0. */
export function parseSeconds(text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (!(seconds > 0 && seconds <= longestSeconds)) {
    throw new UsageError(`'${text}' is no number of seconds above 0 and up to ${longestSeconds}`);
  }
  return seconds;
}

/** What a timer of the platform can wait for. */
const longestSeconds = 2_000_000;

const optLevels: Readonly<Record<string, TierMode>> = { '0': 'baseline', '1': 'tiered', '2': 'optimized' };

/** Parses wasmtime's `-O opt-level=N`, which names a tier here. */
export function parseOptimization(text: string): TierMode {
  const [name, level = ''] = text.split('=', 2);
  const tier = name === 'opt-level' ? optLevels[level] : undefined;
  if (!tier) throw new UsageError(`'${text}' is not opt-level=0, opt-level=1 or opt-level=2`);
  return tier;
}

/** Name of a tuning setting as the command line spells it: `entryBudget` is `entry-budget`. */
export function settingName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Adds one or more `name=value`, separated by commas, to `tuning`. Names may be spelled either way. */
export function addTuning(tuning: Partial<Tuning>, text: string): Partial<Tuning> {
  const settings = text.split(',').map((setting) => {
    const [name = '', ...value] = setting.split('=');
    const known = Object.keys(defaultTuning).find((key) => settingName(key) === name);
    if (known && value.length === 0 && typeof defaultTuning[known as keyof Tuning] === 'number') {
      throw new UsageError(`'${name}' needs a value: ${name}=NUMBER`);
    }
    return [known ?? name, ...value].join('=');
  });
  try {
    return { ...tuning, ...parseTuning(settings) };
  } catch (error) {
    if (error instanceof RangeError) {
      throw new UsageError(error.message.replace(/'(\w+)'/, (_, name: string) => `'${settingName(name)}'`));
    }
    throw error;
  }
}

/** What `-C cache=…` and `-C cache-size=…` say. */
export interface CacheSettings {
  readonly enabled: boolean;
  readonly limitBytes?: number;
}

const switches: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  true: true,
  n: false,
  no: false,
  false: false,
};

/** Takes over `cache=y|n` or `cache-size=MIB`; undefined for a setting that is not about the cache. */
export function addCacheSetting(settings: CacheSettings, text: string): CacheSettings | undefined {
  const [name, value = ''] = text.split('=', 2);
  if (name === 'cache') {
    const enabled = switches[value];
    if (enabled === undefined) throw new UsageError(`'${text}' is not cache=y or cache=n`);
    return { ...settings, enabled };
  }
  if (name !== 'cache-size') return undefined;
  const megabytes = value.trim() === '' ? Number.NaN : Number(value);
  if (!(megabytes >= 0)) throw new UsageError(`'${text}' is not cache-size=MIB`);
  return { ...settings, limitBytes: megabytes * 2 ** 20 };
}
