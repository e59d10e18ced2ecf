// A file to a module that can run: reads it, assembles text, decodes and validates. Every fault is a CliError.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { WasmError } from '../core/errors.ts';
import { type Engine, ProfileError } from '../engine.ts';
import { type Module, moduleOfOwnBytes } from '../js-api/module.ts';
import { CompileError } from '../runtime/errors.ts';
import { assemble, isText } from '../text/assemble.ts';
import { CliError, systemReason } from './failure.ts';

/** Where all threads will want to read it, without a copy; a pipe has no size to make room for. */
function readShared(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return readFileSync(descriptor);
    const bytes = new Uint8Array(new SharedArrayBuffer(stats.size));
    let length = 0;
    for (let count = -1; length < bytes.length && count !== 0; length += count) {
      count = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readShared(file);
  } catch (error) {
    throw new CliError(`cannot read \`${file}\`: ${systemReason(error)}`);
  }
}

async function assembleText(file: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await assemble(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)));
  } catch (error) {
    const reason = error instanceof WasmError ? error.message : 'it is not UTF-8';
    throw new CliError(`cannot assemble \`${file}\`: ${reason}`);
  }
}

/** The binary of a `.wasm` or `.wat` file. Throws a CliError that names the file. */
export async function readBinary(file: string): Promise<Uint8Array> {
  const bytes = readBytes(file);
  return isText(bytes) ? await assembleText(file, bytes) : bytes;
}

/** Loads a `.wasm` or `.wat` file into an engine. Throws a CliError that names the file and the byte offset. */
export async function loadModule(file: string, engine: Engine): Promise<Module> {
  const binary = await readBinary(file);
  try {
    return moduleOfOwnBytes(binary, engine);
  } catch (error) {
    if (error instanceof CompileError) {
      const reason = error.cause instanceof WasmError ? error.cause.message : error.message;
      throw new CliError(`cannot load \`${file}\`: ${reason}`);
    }
    if (error instanceof ProfileError) throw new CliError(error.message);
    throw error;
  }
}
