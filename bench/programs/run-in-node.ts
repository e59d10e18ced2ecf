// The process of a program in Node: a WASI command on Node's own engine, or a reactor on either engine. Loads ours only
// when it is the peer. argv: RunInNode as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import type { WasabiTier } from '../peers/protocol.ts';
import type { Namespace, WasiClass } from './reactors.ts';

export interface RunInNode {
  readonly engine: 'v8' | 'wasabi';
  readonly tier?: WasabiTier;
  /** Of ours: where compiled code is kept. */
  readonly cacheDirectory?: string;
  /** Of ours: where its metrics go, as `wasabi pgo run --json` writes them. */
  readonly marksFile?: string;
  readonly kind: string;
  readonly file: string;
  readonly argv0: string;
  readonly args: readonly string[];
  readonly folders: Readonly<Record<string, string>>;
}

const options: RunInNode = JSON.parse(process.argv[2] ?? '{}');
const globals = globalThis as unknown as { WebAssembly: Namespace };

async function runCommand(): Promise<void> {
  const { WASI } = await import('node:wasi');
  const { file, argv0, args, folders } = options;
  const wasi = new WASI({ version: 'preview1', args: [argv0, ...args], preopens: { ...folders }, returnOnExit: true });
  const { Module, Instance } = globals.WebAssembly;
  const instance = new Instance(new Module(readFileSync(file)), wasi.getImportObject() as object);
  process.exitCode = wasi.start(instance);
}

async function runDriven(): Promise<void> {
  const { runReactor } = await import('./reactors.ts');
  const { kind, file, args, tier, cacheDirectory, marksFile } = options;
  const drive = (Wasi: unknown) => runReactor(kind, file, Number(args[0]), globals.WebAssembly, Wasi as WasiClass);
  if (options.engine === 'v8') return drive((await import('node:wasi')).WASI);
  const { createOwnEngine } = await import('../peers/wasabi-namespace.ts');
  const { namespace, metrics, keepCode } = createOwnEngine(tier ?? 'tiered', cacheDirectory);
  globals.WebAssembly = namespace as Namespace;
  await drive((await import('../../src/abi/wasi/wasi.ts')).WASI);
  if (marksFile !== undefined) writeFileSync(marksFile, JSON.stringify({ metrics: metrics() }));
  keepCode();
}

if (options.kind === 'command') await runCommand();
else await runDriven();
