// Reads and checks the options of `new WASI(...)`, which are shaped like those of node:wasi.
import type { NativePreopen } from './native-wasi.ts';

/** A host directory, with the choice to keep the guest from changing anything in it. */
export interface PreopenDirectory {
  readonly path: string;
  readonly readOnly?: boolean;
}

export interface WASIOptions {
  readonly version: 'preview1' | 'unstable';
  /** Command line; the first is the program's name. Default none. */
  readonly args?: readonly string[];
  /** Environment; `undefined` values are left out. Default none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Host directories by the names that the guest sees. Default none. */
  readonly preopens?: Readonly<Record<string, string | PreopenDirectory>>;
  /** Host file descriptors; duplicated, so closing them on either side leaves the other's open. */
  readonly stdin?: number;
  readonly stdout?: number;
  readonly stderr?: number;
  /** Host descriptors of sockets; they become the guest's descriptors after the preopens. Default none. */
  readonly sockets?: readonly number[];
  /** Whether `proc_exit` ends `start` with the status (default), or the whole process. */
  readonly returnOnExit?: boolean;
  /** How paths are kept in their directory: by the kernel where it can (default), or by a walk of each component. */
  readonly pathResolution?: 'automatic' | 'walk';
}

/** Options in the form that native code takes. */
export interface ResolvedOptions {
  readonly unstable: boolean;
  readonly args: readonly string[];
  readonly environ: readonly string[];
  readonly stdio: readonly [number, number, number];
  readonly preopens: readonly NativePreopen[];
  readonly sockets: readonly number[];
  readonly returnOnExit: boolean;
  readonly walk: boolean;
}

function invalid(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`WASI option "${name}" must be ${expected}, got ${value === null ? 'null' : typeof value}`);
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(name, 'a string', value);
  if (value.includes('\0')) throw new TypeError(`WASI option "${name}" must not contain a NUL character`);
  return value;
}

function texts(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw invalid(name, 'an array of strings', value);
  return value.map((entry) => text(entry, name));
}

function record(value: unknown, name: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) throw invalid(name, 'an object', value);
  return Object.entries(value);
}

function descriptor(value: unknown, name: string): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 0x7fffffff) {
    throw invalid(name, 'a file descriptor', value);
  }
  return value as number;
}

function preopen(guestName: string, value: unknown): NativePreopen {
  const { path, readOnly } = typeof value === 'string' ? { path: value } : ((value ?? {}) as PreopenDirectory);
  if (readOnly !== undefined && typeof readOnly !== 'boolean')
    throw invalid('preopens', 'readOnly: a boolean', readOnly);
  return {
    hostPath: text(path, 'preopens'),
    guestName: text(guestName, 'preopens'),
    readOnly: readOnly ?? false,
  };
}

function flag(value: unknown, name: string, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value !== 'boolean') throw invalid(name, 'a boolean', value);
  return value;
}

/** Throws a TypeError that names the option that is wrong. */
export function resolveOptions(options: WASIOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) throw new TypeError('WASI options must be an object');
  if (options.version !== 'preview1' && options.version !== 'unstable') {
    throw new TypeError(`WASI option "version" must be 'preview1' or 'unstable', got ${String(options.version)}`);
  }
  const { pathResolution = 'automatic' } = options;
  if (pathResolution !== 'automatic' && pathResolution !== 'walk') {
    throw new TypeError(`WASI option "pathResolution" must be 'automatic' or 'walk'`);
  }
  return {
    unstable: options.version === 'unstable',
    args: texts(options.args ?? [], 'args'),
    environ: record(options.env ?? {}, 'env')
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${text(name, 'env')}=${text(value, 'env')}`),
    stdio: [
      descriptor(options.stdin ?? 0, 'stdin'),
      descriptor(options.stdout ?? 1, 'stdout'),
      descriptor(options.stderr ?? 2, 'stderr'),
    ],
    preopens: record(options.preopens ?? {}, 'preopens').map(([name, value]) => preopen(name, value)),
    sockets: (options.sockets ?? []).map((socket) => descriptor(socket, 'sockets')),
    returnOnExit: flag(options.returnOnExit, 'returnOnExit', true),
    walk: pathResolution === 'walk',
  };
}
