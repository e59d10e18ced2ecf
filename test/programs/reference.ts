// Runs a WASI command on Node's own engine, in a process of its own: what our output is compared with.
// argv: module file, JSON {args, env, preopens}.
import { readFileSync } from 'node:fs';

const [file = '', settings = '{}'] = process.argv.slice(2);
const { WASI } = await import('node:wasi');
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}
const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;
const wasi = new WASI({ version: 'preview1', returnOnExit: true, ...JSON.parse(settings) });
const module = new platform.Module(readFileSync(file));
const instance = new platform.Instance(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
