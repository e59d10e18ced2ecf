// A file to a module that can run: reads it, assembles text, decodes and validates. Every fault is a CliError.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { WasmError } from '../core/errors.ts';
import { systemReason } from '../core/system-reason.ts';
import { type Engine, ProfileError } from '../engine.ts';
import { type Module, moduleOfOwnBytes } from '../js-api/module.ts';
import type { FileIdentity } from '../runtime/engine-interface.ts';
import { CompileError } from '../runtime/errors.ts';
import { assemble, isText } from '../text/assemble.ts';
import { CliError } from './failure.ts';

interface FileContent {
  readonly bytes: Uint8Array;
  /** Absent for what is no file, or changed while it was read. */
  readonly file?: FileIdentity;
}

function identityOf(descriptor: number): FileIdentity {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(descriptor, { bigint: true });
  return {
    device: `${dev}`,
    inode: `${ino}`,
    sizeBytes: `${size}`,
    modifiedNs: `${mtimeNs}`,
    changedNs: `${ctimeNs}`,
  };
}

/** Where all threads will want to read it, without a copy; a pipe has no size to make room for. */
function readShared(path: string): FileContent {
  const descriptor = openSync(path, 'r');
  try {
    if (!fstatSync(descriptor).isFile()) return { bytes: readFileSync(descriptor) };
    const file = identityOf(descriptor);
    const bytes = new Uint8Array(new SharedArrayBuffer(Number(file.sizeBytes)));
    let length = 0;
    for (let count = -1; length < bytes.length && count !== 0; length += count) {
      count = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    const unchanged = length === bytes.length && JSON.stringify(identityOf(descriptor)) === JSON.stringify(file);
    return { bytes: bytes.subarray(0, length), ...(unchanged && { file }) };
  } finally {
    closeSync(descriptor);
  }
}

/** A word without dot or slash that is no file was meant as a command, perhaps. */
function hint(file: string, error: unknown): string {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return missing && /^[\w-]+$/.test(file) ? '; `wasabi --help` lists the commands' : '';
}

function readContent(file: string): FileContent {
  try {
    return readShared(file);
  } catch (error) {
    throw new CliError(`cannot read \`${file}\`: ${systemReason(error)}${hint(file, error)}`);
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

async function readModule(path: string): Promise<FileContent> {
  const content = readContent(path);
  return isText(content.bytes) ? { bytes: await assembleText(path, content.bytes) } : content;
}

/** The binary of a `.wasm` or `.wat` file. Throws a CliError that names the file. */
export async function readBinary(file: string): Promise<Uint8Array> {
  return (await readModule(file)).bytes;
}

/** Loads a `.wasm` or `.wat` file into an engine. Throws a CliError that names the file and the byte offset. */
export async function loadModule(file: string, engine: Engine): Promise<Module> {
  const content = await readModule(file);
  try {
    return moduleOfOwnBytes(content.bytes, engine, content.file);
  } catch (error) {
    if (error instanceof CompileError) {
      const reason = error.cause instanceof WasmError ? error.cause.message : error.message;
      throw new CliError(`cannot load \`${file}\`: ${reason}`);
    }
    if (error instanceof ProfileError) throw new CliError(error.message);
    throw error;
  }
}
