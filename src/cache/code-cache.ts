// The cache on disk: a folder of entries, one a key, each a folder of segments. Every run that made code adds one
// segment by atomic rename, so that processes never wait for or overwrite each other; now and then a run writes all it
// knows into one and removes those it read. Knows what a segment is for, not what is in it.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from '../core/module.ts';
import { makeWholeFile, writeWholeFile } from '../core/whole-file.ts';
import { type CompiledModuleId, hasNews, type RestoredCode, restoreCode, saveCode } from '../runtime/binding.ts';
import { type CodeMaker, type CodeOptions, entryKey, thisMaker } from './entry-key.ts';
import { removeLeastRecentlyUsed } from './eviction.ts';
import { KnownFiles } from './known-files.ts';
import { describeModule, openDescription } from './module-description.ts';
import { fileMode, openFolder, readOwnFile } from './safe-files.ts';

export const segmentSuffix = '.code';
export const aboutName = 'about.json';
export const moduleName = 'module';

/** Segments of an entry beyond which a run that saves puts all of them into one. */
const mostSegments = 6;

export const defaultLimitBytes = 2 ** 30;

export interface CacheOptions {
  readonly directory: string;
  /** Bytes on disk beyond which the least recently used entries are removed. Default 1 GiB. */
  readonly limitBytes?: number;
  /** Told once why the directory is not used. */
  readonly warn?: (message: string) => void;
}

/** What an entry says about itself, for people; nothing depends on it. */
export interface About {
  readonly module: ModuleFacts;
  readonly maker: CodeMaker;
  readonly options: CodeOptions;
}

export interface ModuleFacts {
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: string;
  readonly sizeBytes: number;
  readonly functions: number;
}

/** What reading an entry brought: sums over its segments. */
export interface RestoredEntry extends Omit<RestoredCode, 'problem'> {
  readonly segments: number;
  /** Segments that were damaged; they are gone now. */
  readonly refused: number;
  readonly readBytes: number;
}

const nothingRestored: RestoredEntry = {
  segments: 0,
  refused: 0,
  readBytes: 0,
  images: 0,
  baselineFunctions: 0,
  optimizedFunctions: 0,
  continuations: 0,
  codeBytes: 0,
};

/** Sorts by age: later segments know better when a counter should trip next. */
function segmentName(): string {
  return `${Date.now().toString(36).padStart(9, '0')}-${process.pid}-${randomBytes(4).toString('hex')}${segmentSuffix}`;
}

/** Names of an entry's segments, oldest first; none where there is no entry. */
export function segmentsOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(segmentSuffix))
      .sort();
  } catch {
    return [];
  }
}

/** One module's code under one key. */
export class CacheEntry {
  readonly key: Uint8Array;
  readonly #folder: string;
  readonly #options: CodeOptions;
  readonly #cache: CodeCache;
  readonly #read: string[] = [];

  constructor(cache: CodeCache, key: Uint8Array, options: CodeOptions) {
    this.#cache = cache;
    this.key = key;
    this.#folder = join(cache.codeFolder, Buffer.from(key).toString('hex'));
    this.#options = options;
  }

  /** Whether anything was saved under this key. */
  get exists(): boolean {
    return segmentsOf(this.#folder).length > 0;
  }

  /** The module as the entry describes it, over its `bytes`; undefined when there is no whole description. */
  module(bytes: Uint8Array): Module | undefined {
    const path = join(this.#folder, moduleName);
    const description = readOwnFile(path);
    if (!description) return undefined;
    const module = openDescription(description, this.key, bytes);
    if (!module) this.#remove(moduleName);
    return module;
  }

  /** Installs what there is. Never throws: what is missing, foreign or damaged is as if it were not there. */
  restore(id: CompiledModuleId): RestoredEntry {
    const names = segmentsOf(this.#folder);
    if (names.length === 0 || openFolder(this.#folder) !== undefined) return nothingRestored;
    const total = { ...nothingRestored };
    for (const name of names) this.#restoreSegment(id, name, total);
    try {
      const now = new Date();
      utimesSync(join(this.#folder, aboutName), now, now);
    } catch {
      // Only the order of removal depends on it.
    }
    return total;
  }

  #restoreSegment(id: CompiledModuleId, name: string, total: { -readonly [Key in keyof RestoredEntry]: number }): void {
    const bytes = readOwnFile(join(this.#folder, name));
    if (!bytes) return;
    const { problem, ...restored } = restoreCode(id, this.key, bytes);
    for (const [figure, value] of Object.entries(restored)) total[figure as keyof typeof restored] += value;
    if (problem === '') {
      this.#read.push(name);
      total.segments++;
      total.readBytes += bytes.length;
    } else {
      total.refused++;
      this.#remove(name);
    }
  }

  /** Keeps what this process made of a valid module beyond what it restored; `hash` is the module's. Returns the bytes written; a full disk is no error. */
  save(id: CompiledModuleId, module: Module, hash: string): number {
    const replacing = this.#read.length >= mostSegments ? this.#read.splice(0) : [];
    const onlyNew = replacing.length === 0;
    if (onlyNew && !hasNews(id)) return 0;
    try {
      if (openFolder(this.#folder) !== undefined) return 0;
      const aboutPath = join(this.#folder, aboutName);
      const facts = { hash, sizeBytes: module.bytes.length, functions: module.functions.count };
      const about: About = { module: facts, maker: this.#cache.maker, options: this.#options };
      if (!existsSync(aboutPath)) writeWholeFile(aboutPath, `${JSON.stringify(about)}\n`, fileMode);
      const modulePath = join(this.#folder, moduleName);
      if (!existsSync(modulePath)) writeWholeFile(modulePath, describeModule(module, this.key), fileMode);
      const write = (file: number) => saveCode(id, this.key, onlyNew, file);
      const written = makeWholeFile(join(this.#folder, segmentName()), write, fileMode);
      for (const name of replacing) this.#remove(name);
      this.#cache.makeRoom(this.#folder);
      return written;
    } catch {
      return 0;
    }
  }

  #remove(name: string): void {
    rmSync(join(this.#folder, name), { force: true });
  }
}

export class CodeCache {
  /** Folder of the entries. */
  readonly codeFolder: string;
  readonly maker: CodeMaker;
  readonly files: KnownFiles;
  readonly #limitBytes: number;

  private constructor(directory: string, limitBytes: number, maker: CodeMaker) {
    this.codeFolder = codeFolderOf(directory);
    this.files = new KnownFiles(directory);
    this.#limitBytes = limitBytes;
    this.maker = maker;
  }

  /** The cache in a directory, which is made if need be; undefined, after one warning, where it is not to be trusted. */
  static open(options: CacheOptions): CodeCache | undefined {
    const maker = thisMaker();
    if (!maker) return undefined;
    for (const folder of [options.directory, codeFolderOf(options.directory)]) {
      const problem = openFolder(folder);
      if (problem === undefined) continue;
      options.warn?.(`the cache is not used: ${folder} ${problem}`);
      return undefined;
    }
    return new CodeCache(options.directory, options.limitBytes ?? defaultLimitBytes, maker);
  }

  /** The entry of a module for code made with these options, whether it exists or not. */
  entry(moduleHash: string, options: CodeOptions): CacheEntry {
    return new CacheEntry(this, entryKey(moduleHash, this.maker, options), options);
  }

  /** Removes the least recently used entries, but never `kept`, until the limit holds. */
  makeRoom(kept: string): void {
    removeLeastRecentlyUsed(this.codeFolder, this.#limitBytes, kept);
  }
}

/** Where a cache directory keeps its entries. */
export function codeFolderOf(directory: string): string {
  return join(directory, 'code');
}
