// The process of a peer in Node: loads one module, then runs an export whenever the bench asks, and says how long it
// took. Loads our own engine only when it is the peer. argv: ServeOptions as JSON.
import { readFileSync } from 'node:fs';
import type { Answer, RunRequest, ServeOptions } from './protocol.ts';

type Callable = (...args: number[]) => number | undefined;
type Namespace = {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** Functions that the modules of the bench may import. */
const imports = { env: { host: (value: number) => (value + 1) | 0 } };

async function loadExports(options: ServeOptions): Promise<Readonly<Record<string, unknown>>> {
  const bytes = readFileSync(options.modulePath);
  const namespace =
    options.engine === 'v8'
      ? (globalThis as unknown as { WebAssembly: Namespace }).WebAssembly
      : ((await import('./wasabi-namespace.ts')).createOwnEngine(options.tier ?? 'tiered').namespace as Namespace);
  return new namespace.Instance(new namespace.Module(bytes), imports).exports;
}

function repeatedly(callable: Callable, times: number): number {
  let value = 0;
  for (let i = 0; i < times; i++) value = callable(value) ?? 0;
  return value;
}

function run(exports: Readonly<Record<string, unknown>>, request: RunRequest): Answer {
  const callable = exports[request.export] as Callable;
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  const checksum = request.repeat === undefined ? callable(...request.args) : repeatedly(callable, request.repeat);
  const { user, system } = process.cpuUsage(before);
  const wall = Number(process.hrtime.bigint() - start);
  const elapsedNs = { wall, cpu: (user + system) * 1000 };
  return { kind: 'result', measurement: { checksum: (checksum ?? 0) >>> 0, elapsedNs } };
}

function guarded(action: () => Answer): Answer {
  try {
    return action();
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Serves the parent process until it disconnects. */
async function serve(options: ServeOptions): Promise<void> {
  const answer = (message: Answer) => process.send?.(message);
  try {
    const exports = await loadExports(options);
    process.on('message', (request: RunRequest) => answer(guarded(() => run(exports, request))));
    process.on('disconnect', () => process.exit());
    answer({ kind: 'ready' });
  } catch (error) {
    answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    process.disconnect();
  }
}

await serve(JSON.parse(process.argv[2] ?? '{}'));
