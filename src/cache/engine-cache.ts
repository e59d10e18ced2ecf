// One engine's use of the cache: which entry a module has, what was read and written, counted. Without a cache
// everything is a miss and nothing is written. Knows nothing of who compiles.
import type { Module } from '../core/module.ts';
import type { FileIdentity, RunnableModule } from '../runtime/engine-interface.ts';
import { type CacheEntry, type CacheOptions, CodeCache } from './code-cache.ts';
import type { CodeOptions } from './entry-key.ts';

export type EngineCacheOptions = CacheOptions;

const zero = {
  'cache:hits_count': 0,
  'cache:misses_count': 0,
  'cache:segments_count': 0,
  'cache:refused_count': 0,
  'cache:read_bytes': 0,
  'cache:restore_ns': 0,
  'cache:baselineFunctions_count': 0,
  'cache:optimizedFunctions_count': 0,
  'cache:continuations_count': 0,
  'cache:code_bytes': 0,
  'cache:written_bytes': 0,
};

/** The figures of metrics that begin with `cache:`. */
export type CacheCounters = typeof zero;

/** One module's code in the cache. */
export interface ModuleCode {
  /** Whether there seems to be any. */
  readonly exists: boolean;
  /** The module, decoded and known to be valid, if the cache has it. */
  module(bytes: Uint8Array): Module | undefined;
  /** Installs it; to be called once. True when some function has code now. */
  restore(compiled: RunnableModule): boolean;
  /** Writes what came up since; after `restore`. */
  save(): void;
}

const nowhere: ModuleCode = { exists: false, module: () => undefined, restore: () => false, save: () => {} };

export class EngineCache {
  readonly counters: CacheCounters = { ...zero };
  readonly #cache: CodeCache | undefined;

  constructor(options: EngineCacheOptions | undefined) {
    this.#cache = options && CodeCache.open(options);
  }

  /** The code of a module for these options; `file` as in `ModuleEngine`. */
  codeOf(bytes: Uint8Array, options: CodeOptions, file: FileIdentity | undefined): ModuleCode {
    if (!this.#cache) return nowhere;
    const hash = this.#cache.files.hash(bytes, file);
    return new CachedCode(this.#cache.entry(hash, options), hash, this.counters);
  }
}

class CachedCode implements ModuleCode {
  readonly #entry: CacheEntry;
  readonly #hash: string;
  readonly #counters: CacheCounters;
  #compiled: RunnableModule | undefined;

  constructor(entry: CacheEntry, hash: string, counters: CacheCounters) {
    this.#entry = entry;
    this.#hash = hash;
    this.#counters = counters;
  }

  get exists(): boolean {
    return this.#entry.exists;
  }

  module(bytes: Uint8Array): Module | undefined {
    return this.#entry.module(bytes);
  }

  restore(compiled: RunnableModule): boolean {
    this.#compiled = compiled;
    const began = process.hrtime.bigint();
    const restored = this.#entry.restore(compiled.id);
    const functions = restored.baselineFunctions + restored.optimizedFunctions;
    const counters = this.#counters;
    counters[functions > 0 ? 'cache:hits_count' : 'cache:misses_count']++;
    counters['cache:segments_count'] += restored.segments;
    counters['cache:refused_count'] += restored.refused;
    counters['cache:read_bytes'] += restored.readBytes;
    counters['cache:restore_ns'] += Number(process.hrtime.bigint() - began);
    counters['cache:baselineFunctions_count'] += restored.baselineFunctions;
    counters['cache:optimizedFunctions_count'] += restored.optimizedFunctions;
    counters['cache:continuations_count'] += restored.continuations;
    counters['cache:code_bytes'] += restored.codeBytes;
    return functions > 0;
  }

  save(): void {
    if (!this.#compiled) return;
    const { id, module } = this.#compiled;
    this.#counters['cache:written_bytes'] += this.#entry.save(id, module, this.#hash);
  }
}
