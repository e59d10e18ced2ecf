// Random valid modules from binaryen's `--translate-to-fuzz`. The npm package's `wasm-opt` is a script for one run; its
// wasm is compiled once here and instantiated for every module, which takes 7 ms instead of 400.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

interface Platform {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly instantiate: (module: object, imports: object) => Promise<object>;
}

const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;
const require = createRequire(import.meta.url);

const binaryenFeatures: Readonly<Record<string, string>> = {
  mutableGlobals: '--enable-mutable-globals',
  signExtension: '--enable-sign-ext',
  saturatingFloatToInt: '--enable-nontrapping-float-to-int',
  multiValue: '--enable-multivalue',
  bulkMemory: '--enable-bulk-memory',
  referenceTypes: '--enable-reference-types',
  extendedConst: '--enable-extended-const',
  tailCall: '--enable-tail-call',
  simd: '--enable-simd',
  multiMemory: '--enable-multimemory',
  memory64: '--enable-memory64',
  exceptions: '--enable-exception-handling --enable-reference-types',
};

/** Modules that tell whether this Node's V8 knows a feature: two memories, a memory of 64-bit indices, an exnref. */
const probes: Readonly<Record<string, readonly number[]>> = {
  multiMemory: [5, 5, 2, 0, 0, 0, 0],
  memory64: [5, 3, 1, 4, 0],
  exceptions: [1, 5, 1, 0x60, 1, 0x69, 0],
};

function platformKnows(feature: string): boolean {
  const probe = probes[feature];
  return probe === undefined || platform.validate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...probe));
}

/** binaryen's switches for those of our features that it and this Node's V8 know, a list for each. */
export function switchesFor(features: readonly string[]): string[][] {
  return features.map((feature) => (platformKnows(feature) ? (binaryenFeatures[feature]?.split(' ') ?? []) : []));
}

type Main = (
  module: object,
  require: NodeJS.Require,
  exports: object,
  process: object,
  file: string,
  folder: string,
) => void;

/** The embedded wasm: a string literal that the script decodes. */
function embeddedWasm(script: string): Uint8Array {
  const decode = /function binaryDecode\([\s\S]*?return o\}/.exec(script)?.[0];
  const start = script.indexOf('function findWasmBinary()');
  const end = script.indexOf("')}", start);
  if (!decode || start < 0 || end < 0) throw new Error('this version of binaryen keeps its wasm elsewhere');
  const source = `${decode};${script.slice(start, end + 3)};findWasmBinary()`;
  return new Script(source).runInThisContext() as Uint8Array;
}

export class FuzzTranslator {
  readonly #main: Main;
  readonly #wasm: object;
  readonly #folder: string;

  /** `folder` takes its temporary files. */
  constructor(folder: string) {
    this.#folder = folder;
    const path = join(require.resolve('binaryen'), '../bin/wasm-opt');
    const script = readFileSync(path, 'utf8').replace(/^#!.*/, '');
    this.#wasm = new platform.Module(embeddedWasm(script));
    const wrapped = `(function (Module, require, module, process, __filename, __dirname) {${script}\n})`;
    this.#main = new Script(wrapped, { filename: path }).runInThisContext() as Main;
  }

  /** A valid module made of `input`, with the features of these switches. Rejects where binaryen fails. */
  async translate(input: Uint8Array, switches: readonly string[]): Promise<Uint8Array> {
    const [from, to] = [join(this.#folder, 'input'), join(this.#folder, 'output')];
    writeFileSync(from, input);
    await this.#run(['-ttf', from, '-o', to, '-q', '-mvp', ...switches]);
    return readFileSync(to);
  }

  #run(args: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const { versions, argv, platform: system, env } = process;
      const end = { exitCode: 0 };
      const shim = {
        versions,
        argv,
        platform: system,
        env,
        binding: () => ({ fs: require('node:constants') }),
        ...end,
      };
      Object.assign(shim, {
        stdout: process.stdout,
        stdin: process.stdin,
        cwd: () => process.cwd(),
        on: () => undefined,
      });
      const options = {
        arguments: [...args],
        thisProgram: 'wasm-opt',
        postRun: [() => (shim.exitCode === 0 ? resolve() : reject(new Error(`wasm-opt ended with ${shim.exitCode}`)))],
        instantiateWasm: (imports: object, done: (instance: object, module: object) => void) => {
          // binaryen's assertions throw in here.
          const instance = platform.instantiate(this.#wasm, imports);
          instance.then((made) => done(made, this.#wasm)).catch(reject);
        },
      };
      this.#main(options, require, {}, shim, '', this.#folder);
    });
  }
}
