// The bench's side of a peer: starts its process, asks it to run, and ends it. Peers in Node exchange messages; native
// kernels and those on Wasmtime read a line and write a line.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/core/paths.ts';
import { type Command, compileNatively, newestNode, wasmtime } from './engines.ts';
import type { Peer } from './peer.ts';
import type { Answer, Measurement, RunRequest, ServeOptions } from './protocol.ts';

/** Longest that one request may take. */
const timeoutMs = 120_000;

/** A peer that is ready to run one module. */
export interface RunningPeer {
  readonly peer: Peer;
  /** Reading of `performance.now()` when its process was started. */
  readonly startedMs: number;
  /** Of the process; 0 if there is none. */
  readonly pid: number;
  run(request: RunRequest): Promise<Measurement>;
  /** Resolves when the process is gone, with what it spent in the accounts of this one. */
  stop(): Promise<void>;
}

function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return gone;
}

/** What a listener that `subscribe` starts receives first; an Error if the process ends or is silent instead. */
function nextFrom<Value>(
  child: ChildProcess,
  label: string,
  subscribe: (listener: (value: Value) => void) => () => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const done = (finish: () => void) => {
      clearTimeout(timer);
      child.off('exit', onExit).off('error', onError);
      unsubscribe();
      finish();
    };
    const onExit = (code: number | null, signal: string | null) =>
      done(() => reject(new Error(`${label} ended (${signal ?? code}) before it answered`)));
    const onError = (error: Error) => done(() => reject(new Error(`${label}: ${error.message}`)));
    const unsubscribe = subscribe((value) => done(() => resolve(value)));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      done(() => reject(new Error(`${label} did not answer within ${timeoutMs / 1000} s`)));
    }, timeoutMs);
    child.on('exit', onExit).on('error', onError);
  });
}

class NodePeer implements RunningPeer {
  readonly peer: Peer;
  readonly startedMs: number;
  readonly #child: ChildProcess;

  private constructor(peer: Peer, child: ChildProcess, startedMs: number) {
    this.peer = peer;
    this.startedMs = startedMs;
    this.#child = child;
  }

  static async start(peer: Peer, modulePath: string): Promise<NodePeer> {
    const options: ServeOptions = {
      engine: peer.engine === 'v8' ? 'v8' : 'wasabi',
      modulePath,
      ...(peer.tier === undefined ? {} : { tier: peer.tier }),
    };
    const startedMs = performance.now();
    const child = fork(join(packageRoot, 'build/bench/serve.js'), [JSON.stringify(options)], {
      execArgv: [...peer.nodeOptions],
      ...(peer.newest ? { execPath: newestNode() } : {}),
    });
    const running = new NodePeer(peer, child, startedMs);
    const ready = await running.#next();
    if (ready.kind === 'failed') throw new Error(ready.message);
    return running;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  #next(): Promise<Answer> {
    return nextFrom(this.#child, this.peer.name, (listener) => {
      this.#child.on('message', listener);
      return () => this.#child.off('message', listener);
    });
  }

  async run(request: RunRequest): Promise<Measurement> {
    const answer = this.#next();
    this.#child.send(request);
    const message = await answer;
    if (message.kind === 'result') return message.measurement;
    throw new Error(message.kind === 'failed' ? message.message : 'unexpected answer');
  }

  stop(): Promise<void> {
    return end(this.#child);
  }
}

/** A process that answers lines; it knows only a kernel's export `run` with one argument. */
class LinePeer implements RunningPeer {
  readonly peer: Peer;
  readonly startedMs = performance.now();
  readonly #child: ChildProcess;
  readonly #lines;

  constructor(peer: Peer, { file, args, env = {} }: Command) {
    this.peer = peer;
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    this.#child.stdin!.on('error', () => {}); // The end of the process says more.
    this.#lines = createInterface({ input: this.#child.stdout! });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async run(request: RunRequest): Promise<Measurement> {
    const line = nextFrom<string>(this.#child, this.peer.name, (listener) => {
      this.#lines.on('line', listener);
      return () => this.#lines.off('line', listener);
    });
    this.#child.stdin!.write(`${request.args[0]}\n`);
    const [checksum = 0, wall = 0, cpu = 0] = (await line).split(' ').map(Number);
    return { checksum, elapsedNs: { wall, cpu } };
  }

  stop(): Promise<void> {
    return end(this.#child);
  }
}

function startNative(peer: Peer, modulePath: string): RunningPeer {
  const directory = join(packageRoot, 'build/bench/native');
  mkdirSync(directory, { recursive: true });
  const program = join(directory, basename(modulePath, '.wasm'));
  const source = ['.c', '.cpp'].map((suffix) => modulePath.replace(/\.wasm$/, suffix)).find(existsSync);
  if (source === undefined) throw new Error(`no source in C or C++ beside ${basename(modulePath)}`);
  compileNatively([source], program);
  return new LinePeer(peer, { file: program, args: [] });
}

function startWasmtime(peer: Peer, modulePath: string): RunningPeer {
  const { file, args, env } = wasmtime();
  const script = join(packageRoot, 'bench/peers/wasmtime_kernel.py');
  return new LinePeer(peer, { file, args: [...args, script, modulePath, peer.strategy ?? ''], ...(env && { env }) });
}

/** Starts a peer's process on a module. Throws an Error that says why it cannot be. */
export async function startPeer(peer: Peer, modulePath: string): Promise<RunningPeer> {
  if (peer.engine === 'native') return startNative(peer, modulePath);
  if (peer.engine === 'wasmtime') return startWasmtime(peer, modulePath);
  return NodePeer.start(peer, modulePath);
}
