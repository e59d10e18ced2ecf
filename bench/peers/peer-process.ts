// The bench's side of a peer: starts its process, asks it to run, and ends it. The same for wasm peers, which are Node
// processes, and for native kernels, which read a line and write a line.
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { packageRoot } from '../../src/core/paths.ts';
import type { Peer } from './peer.ts';
import type { Answer, Measurement, RunRequest, ServeOptions } from './protocol.ts';

/** Longest that one request may take. */
const timeoutMs = 120_000;

/** A peer that is ready to run one module. */
export interface RunningPeer {
  readonly peer: Peer;
  run(request: RunRequest): Promise<Measurement>;
  stop(): void;
}

function nextAnswer(child: ChildProcess, label: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = (finish: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      finish();
    };
    const onMessage = (message: unknown) => done(() => resolve(message as Answer));
    const onExit = (code: number | null, signal: string | null) =>
      done(() => reject(new Error(`${label} ended (${signal ?? code}) before it answered`)));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      done(() => reject(new Error(`${label} did not answer within ${timeoutMs / 1000} s`)));
    }, timeoutMs);
    child.on('message', onMessage).on('exit', onExit);
  });
}

class NodePeer implements RunningPeer {
  readonly peer: Peer;
  readonly #child: ChildProcess;

  private constructor(peer: Peer, child: ChildProcess) {
    this.peer = peer;
    this.#child = child;
  }

  static async start(peer: Peer, modulePath: string): Promise<NodePeer> {
    const options: ServeOptions = {
      engine: peer.engine === 'v8' ? 'v8' : 'wasabi',
      modulePath,
      ...(peer.tier === undefined ? {} : { tier: peer.tier }),
    };
    const entry = join(packageRoot, 'build/bench/run.js');
    const child = fork(entry, ['--serve', JSON.stringify(options)], { execArgv: [...peer.nodeOptions] });
    const ready = await nextAnswer(child, peer.name);
    if (ready.kind === 'failed') throw new Error(`${peer.name}: ${ready.message}`);
    return new NodePeer(peer, child);
  }

  async run(request: RunRequest): Promise<Measurement> {
    const answer = nextAnswer(this.#child, this.peer.name);
    this.#child.send(request);
    const message = await answer;
    if (message.kind === 'result') return message.measurement;
    throw new Error(`${this.peer.name}: ${message.kind === 'failed' ? message.message : 'unexpected answer'}`);
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

/** A kernel compiled to a native program; knows only the export `run` with one argument. */
class NativePeer implements RunningPeer {
  readonly peer: Peer;
  readonly #child: ChildProcess;
  readonly #lines: Interface;

  private constructor(peer: Peer, child: ChildProcess) {
    this.peer = peer;
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! });
  }

  static start(peer: Peer, modulePath: string): NativePeer {
    const directory = join(packageRoot, 'build/bench/native');
    mkdirSync(directory, { recursive: true });
    const program = join(directory, basename(modulePath, '.wasm'));
    const source = ['.c', '.cpp'].map((suffix) => modulePath.replace(/\.wasm$/, suffix)).find(existsSync);
    if (source === undefined) throw new Error(`no source in C or C++ beside ${modulePath}`);
    // Contraction to fused operations would change results.
    execFileSync(process.env.CC ?? 'clang-19', ['-O3', '-march=native', '-ffp-contract=off', source, '-o', program]);
    return new NativePeer(peer, spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  run(request: RunRequest): Promise<Measurement> {
    return new Promise((resolve, reject) => {
      this.#child.once('exit', () => reject(new Error(`${this.peer.name} ended before it answered`)));
      this.#lines.once('line', (line) => {
        this.#child.removeAllListeners('exit');
        const [checksum = 0, wall = 0, cpu = 0] = line.split(' ').map(Number);
        resolve({ checksum, elapsedNs: { wall, cpu } });
      });
      this.#child.stdin!.write(`${request.args[0]}\n`);
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Starts a peer's process on a module. Throws an Error that names the peer. */
export async function startPeer(peer: Peer, modulePath: string): Promise<RunningPeer> {
  return peer.engine === 'native' ? NativePeer.start(peer, modulePath) : NodePeer.start(peer, modulePath);
}
