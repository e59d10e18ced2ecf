// Small modules in text form for tests of the runtime, compiled on the calling thread.
import type { ImportObject } from '../../src/js-api/imports.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { assemble } from '../../src/text/assemble.ts';
import { InThreadEngine } from './in-thread-engine.ts';

/** An export as tests call it. */
export type AnyFunction = (...args: unknown[]) => unknown;
export type AnyExports = Record<string, AnyFunction> & Record<string, unknown>;

export async function moduleFrom(text: string, engine = new InThreadEngine()): Promise<Module> {
  return new Module(await assemble(text), engine);
}

/** Exports of an instance of `(module …)` text. */
export async function exportsOf(
  text: string,
  imports: ImportObject = {},
  engine?: InThreadEngine,
): Promise<AnyExports> {
  return new Instance(await moduleFrom(text, engine), imports).exports as AnyExports;
}
