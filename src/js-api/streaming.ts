// Modules out of responses of `fetch` (WebAssembly Web API 3). The bytes are decoded when all of them are there.
import type { ImportObject } from './imports.ts';
import { Instance } from './instance.ts';
import { type Module, moduleOf } from './module.ts';
import type { InstantiatedSource } from './namespace.ts';

type ResponseSource = Response | PromiseLike<Response>;

async function bytesOfResponse(source: ResponseSource, caller: string): Promise<ArrayBuffer> {
  const response = await source;
  if (!(response instanceof Response))
    throw new TypeError(`${caller}: Argument 0 must be a Response or a promise of one`);
  const mimeType = response.headers.get('content-type');
  if (mimeType?.trim().toLowerCase() !== 'application/wasm') {
    throw new TypeError(`${caller}: WebAssembly response has unsupported MIME type '${mimeType}'`);
  }
  if (!response.ok) throw new TypeError(`${caller}: WebAssembly response has status code ${response.status}`);
  return response.arrayBuffer();
}

/** As `compile`, for the body of a response. Rejects with a TypeError for one that holds no module. */
export async function compileStreaming(source: ResponseSource): Promise<Module> {
  const caller = 'WebAssembly.compileStreaming()';
  return moduleOf(await bytesOfResponse(source, caller), caller);
}

/** As `instantiate`, for the body of a response. */
export async function instantiateStreaming(
  source: ResponseSource,
  imports?: ImportObject,
): Promise<InstantiatedSource> {
  const caller = 'WebAssembly.instantiateStreaming()';
  const module = moduleOf(await bytesOfResponse(source, caller), caller);
  return { module, instance: new Instance(module, imports) };
}
