// Tells `perf` about code: a perf map (/tmp/perf-PID.map) or a jitdump file, one entry a function of each installed
// unit, with its tier. Every compiling thread has its own; entries are appended in one write each.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FuncIndex, Module } from '../src/core/module.ts';
import { decodeNames, type NameMap } from '../src/decode/names.ts';
import { type InstalledImage, mapJitDump } from '../src/runtime/binding.ts';
import type { CompiledCode } from './tier.ts';

export type CodeListingKind = 'perfmap' | 'jitdump';

/** Where this process's file is: a perf map where `perf` looks for it, a jitdump in the current folder. */
export function codeListingPath(kind: CodeListingKind, folder = process.cwd()): string {
  return kind === 'perfmap' ? `/tmp/perf-${process.pid}.map` : join(folder, `jit-${process.pid}.dump`);
}

/** Addresses have at most 47 bits. */
interface ListedCode {
  readonly name: string;
  readonly address: number;
  readonly code: Uint8Array;
}

/** `$name [tier]` for each row and continuation of a unit. Control characters would break a line. */
function listedCode(names: NameMap, compiled: CompiledCode, image: InstalledImage): ListedCode[] {
  const nameOf = (functionIndex: FuncIndex, version: string) => {
    const name = names.functionName(functionIndex) ?? `wasm-function[${functionIndex}]`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: names of a module may hold anything
    return `${name.replaceAll(/[\u0000-\u001f\u007f]/g, '?')} [${version}]`;
  };
  const listed = (name: string, { offset, sizeBytes }: { offset: number; sizeBytes: number }) => ({
    name,
    address: image.address + offset,
    code: compiled.code.subarray(offset, offset + sizeBytes),
  });
  return [
    ...compiled.rows.map((row) => listed(nameOf(row.functionIndex, compiled.tier), row)),
    ...compiled.osrEntries.map((entry) =>
      listed(nameOf(entry.functionIndex, `${compiled.tier}, loop ${entry.loop}`), entry),
    ),
  ];
}

const jitDump = {
  magic: 0x4a695444,
  version: 1,
  headerBytes: 40,
  machine: 62,
  codeLoad: 0,
  recordBytes: 56,
} as const;

function jitDumpHeader(atNs: bigint): Uint8Array {
  const header = new DataView(new ArrayBuffer(jitDump.headerBytes));
  const words = [jitDump.magic, jitDump.version, jitDump.headerBytes, jitDump.machine, 0, process.pid];
  words.forEach((word, index) => {
    header.setUint32(4 * index, word, true);
  });
  header.setBigUint64(24, atNs, true);
  return new Uint8Array(header.buffer);
}

/** A JIT_CODE_LOAD record: prefix, process, its main thread, address (twice), size, number, name, code. */
function codeLoadRecord({ name, address, code }: ListedCode, number: number, atNs: bigint): Uint8Array {
  const text = Buffer.from(`${name}\0`);
  const record = Buffer.alloc(jitDump.recordBytes + text.length + code.length);
  record.writeUInt32LE(jitDump.codeLoad, 0);
  record.writeUInt32LE(record.length, 4);
  record.writeBigUInt64LE(atNs, 8);
  record.writeUInt32LE(process.pid, 16);
  record.writeUInt32LE(process.pid, 20);
  record.writeBigUInt64LE(BigInt(address), 24);
  record.writeBigUInt64LE(BigInt(address), 32);
  record.writeBigUInt64LE(BigInt(code.length), 40);
  record.writeBigUInt64LE(BigInt(number), 48);
  record.set(text, jitDump.recordBytes);
  record.set(code, jitDump.recordBytes + text.length);
  return record;
}

/** Begins the process's file, before any thread lists code. Throws the system's error. */
export function startCodeListing(kind: CodeListingKind): void {
  const path = codeListingPath(kind);
  // A name in /tmp that everybody can guess: whatever stands there is not written through.
  rmSync(path, { force: true });
  const file = openSync(path, 'wx+');
  try {
    if (kind === 'perfmap') return;
    writeSync(file, jitDumpHeader(process.hrtime.bigint()));
    // `perf record` notes executable mappings, and so learns of the file.
    mapJitDump(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** One thread's way into the file. */
export class CodeListing {
  readonly #kind: CodeListingKind;
  readonly #file: number;
  readonly #names = new WeakMap<Module, NameMap>();

  /** The file must have been started. Throws the system's error. */
  constructor(kind: CodeListingKind) {
    this.#kind = kind;
    this.#file = openSync(codeListingPath(kind), 'a');
  }

  /** Lists an installed unit. `atNs` is the time of `process.hrtime` from which its code may have run. */
  installed(module: Module, compiled: CompiledCode, image: InstalledImage, atNs: number): void {
    const names = this.#names.get(module) ?? decodeNames(module);
    this.#names.set(module, names);
    const listed = listedCode(names, compiled, image);
    // Images have numbers of their own, and a unit has far fewer than 2^16 functions.
    const entries = listed.map((code, index) =>
      this.#kind === 'jitdump'
        ? codeLoadRecord(code, image.image * 0x10000 + index, BigInt(atNs))
        : Buffer.from(`${code.address.toString(16)} ${code.code.length.toString(16)} ${code.name}\n`),
    );
    try {
      writeSync(this.#file, Buffer.concat(entries));
    } catch {
      // A full disk must not stop the program.
    }
  }
}
