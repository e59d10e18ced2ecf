// Opens a bundle of the build with the bytecode that V8 made of it at build time, so that starting neither parses nor
// compiles our JavaScript again. Stands outside of all bundles and imports nothing of ours.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

export interface Bundle {
  /** What the bundle exports. */
  readonly exports: unknown;
  /** Its compiled form. */
  readonly script: Script;
}

/** Where the bytecode of the bundle `file` is kept. */
export function bytecodePath(file: string): string {
  return `${file}.bytecode`;
}

function readBytecode(file: string): Buffer | undefined {
  try {
    return readFileSync(bytecodePath(file));
  } catch {
    return undefined; // Then V8 compiles the source.
  }
}

/** Text of the script that the bundle `file` runs as: a function of what Node gives a CommonJS module, and one to import. */
export function scriptOf(file: string): string {
  const parameters = 'exports, require, module, __filename, __dirname, importModule';
  return `(function (${parameters}) {${readFileSync(file, 'latin1')}\n})`;
}

/** Imports an ECMAScript module: what a script cannot do by itself. */
const importModule = (specifier: string): Promise<unknown> => import(specifier);

/**
 * Evaluates build/bundles/`name`, a CommonJS module of ASCII text that imports by `importModule`. Bytecode of another
 * V8, or of other flags, is ignored by V8. Throws what evaluating throws, and the system's error when the file cannot be read.
 */
export function openBundle(name: string): Bundle {
  const file = join(__dirname, 'bundles', name);
  const cachedData = readBytecode(file);
  const script = new Script(scriptOf(file), { filename: file, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  const evaluate = script.runInThisContext();
  evaluate(module.exports, createRequire(file), module, file, dirname(file), importModule);
  return { exports: module.exports, script };
}
