// A guest without a program: calls WASI's functions from JavaScript on a memory of its own, with scratch space for
// strings, lists and results. Results are errno names, so that a failing test says what came instead.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI, type WASIOptions } from '../../src/abi/wasi/wasi.ts';
import { LinearMemory } from '../../src/runtime/memory.ts';
import { errnoNames } from './errno.ts';
import { forward } from './forwarding.ts';

export const right = {
  fdDatasync: 1n << 0n,
  fdRead: 1n << 1n,
  fdSeek: 1n << 2n,
  fdFdstatSetFlags: 1n << 3n,
  fdSync: 1n << 4n,
  fdTell: 1n << 5n,
  fdWrite: 1n << 6n,
  fdAdvise: 1n << 7n,
  fdAllocate: 1n << 8n,
  pathCreateDirectory: 1n << 9n,
  pathCreateFile: 1n << 10n,
  pathLinkSource: 1n << 11n,
  pathLinkTarget: 1n << 12n,
  pathOpen: 1n << 13n,
  fdReaddir: 1n << 14n,
  pathReadlink: 1n << 15n,
  pathRenameSource: 1n << 16n,
  pathRenameTarget: 1n << 17n,
  pathFilestatGet: 1n << 18n,
  pathFilestatSetSize: 1n << 19n,
  pathFilestatSetTimes: 1n << 20n,
  fdFilestatGet: 1n << 21n,
  fdFilestatSetSize: 1n << 22n,
  fdFilestatSetTimes: 1n << 23n,
  pathSymlink: 1n << 24n,
  pathRemoveDirectory: 1n << 25n,
  pathUnlinkFile: 1n << 26n,
  pollFdReadwrite: 1n << 27n,
  sockShutdown: 1n << 28n,
  sockAccept: 1n << 29n,
} as const;

/** Everything that a regular file can have. */
export const fileRights =
  right.fdDatasync |
  right.fdRead |
  right.fdSeek |
  right.fdFdstatSetFlags |
  right.fdSync |
  right.fdTell |
  right.fdWrite |
  right.fdAdvise |
  right.fdAllocate |
  right.fdFilestatGet |
  right.fdFilestatSetSize |
  right.fdFilestatSetTimes |
  right.pollFdReadwrite;

export const oflag = { creat: 1, directory: 2, excl: 4, trunc: 8 } as const;
export const fdflag = { append: 1, dsync: 2, nonblock: 4, rsync: 8, sync: 16 } as const;
export const fileType = {
  unknown: 0,
  blockDevice: 1,
  characterDevice: 2,
  directory: 3,
  regularFile: 4,
  socketDgram: 5,
  socketStream: 6,
  symbolicLink: 7,
} as const;

/** Tests use addresses below as they like. */
const scratchStart = 4096;

/** The first preopen. */
export const root = 3;

type Argument = number | bigint;

export interface OpenOptions {
  readonly oflags?: number;
  readonly base?: bigint;
  readonly inheriting?: bigint;
  readonly fdflags?: number;
  readonly follow?: boolean;
}

export interface Filestat {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly type: number;
  readonly nlink: bigint;
  readonly size: bigint;
  readonly atim: bigint;
  readonly mtim: bigint;
  readonly ctim: bigint;
}

export interface Dirent {
  readonly next: bigint;
  readonly inode: bigint;
  readonly type: number;
  readonly name: string;
}

export class Guest {
  readonly wasi: WASI;
  readonly memory: LinearMemory;
  private readonly functions: Readonly<Record<string, (...args: never[]) => unknown>>;
  private top = scratchStart;

  constructor(options: Partial<WASIOptions> = {}) {
    this.wasi = new WASI({ version: 'preview1', ...options });
    const forwarding = forward(this.wasi);
    this.functions = forwarding?.functions ?? this.wasi.wasiImport;
    this.memory =
      forwarding?.memory ??
      new LinearMemory({ limits: { minimum: 16n, maximum: 64n }, shared: false, is64: false, pageSizeLog2: 16 });
    this.wasi.bindMemory(this.memory);
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  /** Calls a function; the name of its errno. */
  call(name: string, ...args: Argument[]): string {
    const target = this.functions[name];
    if (!target) throw new Error(`no function ${name}`);
    const errno = target(...(args as never[])) as number;
    return errnoNames[errno] ?? String(errno);
  }

  /** Calls a function that must succeed. */
  do(name: string, ...args: Argument[]): void {
    const errno = this.call(name, ...args);
    if (errno !== 'success') throw new Error(`${name}: ${errno}`);
  }

  /** Scratch bytes, aligned to 8. They stay as they are until a megabyte more has been asked for. */
  alloc(sizeBytes: number): number {
    if (this.top + sizeBytes > this.bytes.length) this.top = scratchStart;
    const at = this.top;
    this.top = (this.top + sizeBytes + 7) & ~7;
    this.bytes.fill(0xaa, at, at + sizeBytes);
    return at;
  }

  /** Address and length of a copy of `text` in scratch space. */
  text(text: string | Uint8Array): [number, number] {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const at = this.alloc(bytes.length);
    this.bytes.set(bytes, at);
    return [at, bytes.length];
  }

  /** Address and count of a list of buffers. */
  vectors(...buffers: readonly (readonly [number, number])[]): [number, number] {
    const at = this.alloc(8 * buffers.length);
    for (const [index, [address, length]] of buffers.entries()) {
      this.view.setUint32(at + 8 * index, address, true);
      this.view.setUint32(at + 8 * index + 4, length, true);
    }
    return [at, buffers.length];
  }

  string(address: number, length: number): string {
    return Buffer.from(this.bytes.slice(address, address + length)).toString();
  }

  u32(address: number): number {
    return this.view.getUint32(address, true);
  }

  u64(address: number): bigint {
    return this.view.getBigUint64(address, true);
  }

  private openArguments(dir: number, path: string | Uint8Array, options: OpenOptions, result: number): Argument[] {
    const { oflags = 0, base = fileRights & ~right.fdWrite & ~right.fdAllocate, inheriting = 0n } = options;
    const lookup = options.follow ? 1 : 0;
    return [dir, lookup, ...this.text(path), oflags, base, inheriting, options.fdflags ?? 0, result];
  }

  /** The errno of a path_open; what it opened stays open. */
  tryOpen(dir: number, path: string | Uint8Array, options: OpenOptions = {}): string {
    return this.call('path_open', ...this.openArguments(dir, path, options, this.alloc(4)));
  }

  open(dir: number, path: string, options: OpenOptions = {}): number {
    const result = this.alloc(4);
    this.do('path_open', ...this.openArguments(dir, path, options, result));
    return this.u32(result);
  }

  /** Creates a file (or empties it) and leaves it open for everything. */
  create(path: string, content = '', dir = root): number {
    const fd = this.open(dir, path, { oflags: oflag.creat | oflag.trunc, base: fileRights });
    if (content !== '') this.write(fd, content);
    return fd;
  }

  openDirectory(dir: number, path: string, base?: bigint, inheriting?: bigint): number {
    const own = this.fdstat(dir);
    return this.open(dir, path, {
      oflags: oflag.directory,
      base: base ?? own.base,
      inheriting: inheriting ?? own.inheriting,
    });
  }

  write(fd: number, content: string): number {
    const result = this.alloc(4);
    this.do('fd_write', fd, ...this.vectors(this.text(content)), result);
    return this.u32(result);
  }

  read(fd: number, sizeBytes = 1024): string {
    const buffer = this.alloc(sizeBytes);
    const result = this.alloc(4);
    this.do('fd_read', fd, ...this.vectors([buffer, sizeBytes]), result);
    return this.string(buffer, this.u32(result));
  }

  close(fd: number): void {
    this.do('fd_close', fd);
  }

  fdstat(fd: number): { type: number; flags: number; base: bigint; inheriting: bigint } {
    const at = this.alloc(24);
    this.do('fd_fdstat_get', fd, at);
    return {
      type: this.bytes[at] as number,
      flags: this.view.getUint16(at + 2, true),
      base: this.u64(at + 8),
      inheriting: this.u64(at + 16),
    };
  }

  private filestatAt(at: number): Filestat {
    const [dev, ino, , nlink, size, atim, mtim, ctim] = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => this.u64(at + 8 * k));
    return { dev, ino, type: this.bytes[at + 16], nlink, size, atim, mtim, ctim } as Filestat;
  }

  filestat(fd: number): Filestat {
    const at = this.alloc(64);
    this.do('fd_filestat_get', fd, at);
    return this.filestatAt(at);
  }

  pathFilestat(path: string, follow = false, dir = root): Filestat {
    const at = this.alloc(64);
    this.do('path_filestat_get', dir, follow ? 1 : 0, ...this.text(path), at);
    return this.filestatAt(at);
  }

  /** One fd_readdir: its whole entries, and whether the directory ended within the buffer. */
  readdir(fd: number, cookie = 0n, sizeBytes = 4096): { entries: Dirent[]; ended: boolean } {
    const buffer = this.alloc(sizeBytes);
    const result = this.alloc(4);
    this.do('fd_readdir', fd, buffer, sizeBytes, cookie, result);
    const end = buffer + this.u32(result);
    const entries: Dirent[] = [];
    for (let at = buffer; at + 24 <= end; ) {
      const length = this.u32(at + 16);
      if (at + 24 + length > end) break;
      const name = this.string(at + 24, length);
      entries.push({ next: this.u64(at), inode: this.u64(at + 8), type: this.bytes[at + 20] as number, name });
      at += 24 + length;
    }
    return { entries, ended: this.u32(result) < sizeBytes };
  }

  /** Calls whose arguments are a directory and a path. */
  onPath(name: string, path: string | Uint8Array, dir = root): string {
    return this.call(name, dir, ...this.text(path));
  }

  symlink(target: string, path: string, dir = root): string {
    return this.call('path_symlink', ...this.text(target), dir, ...this.text(path));
  }

  link(from: string, to: string, flags = 0, fromDir = root, toDir = root): string {
    return this.call('path_link', fromDir, flags, ...this.text(from), toDir, ...this.text(to));
  }

  rename(from: string, to: string, fromDir = root, toDir = root): string {
    return this.call('path_rename', fromDir, ...this.text(from), toDir, ...this.text(to));
  }

  /** The target of a link, or the errno in parentheses. */
  readlink(path: string, sizeBytes = 256, dir = root): string {
    const buffer = this.alloc(sizeBytes);
    const result = this.alloc(4);
    const errno = this.call('path_readlink', dir, ...this.text(path), buffer, sizeBytes, result);
    return errno === 'success' ? this.string(buffer, this.u32(result)) : `(${errno})`;
  }
}

/** The test that something lives as long as. */
export interface Scope {
  teardown(done: () => void): void;
}

/** A fresh directory of the host, removed when the test is over. */
export function scratchDirectory(test: Scope): string {
  const path = mkdtempSync(join(tmpdir(), 'wasabi-wasi-'));
  test.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A guest whose descriptor 3 is a fresh directory of the host. */
export function guestWithRoot(test: Scope, options: Partial<WASIOptions> = {}): { guest: Guest; host: string } {
  const host = scratchDirectory(test);
  return { guest: new Guest({ preopens: { '/': host }, ...options }), host };
}

/** Both ways of resolving paths; every path test runs with each. */
export const resolutions = ['automatic', 'walk'] as const;
