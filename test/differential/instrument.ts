// Makes any valid module comparable: it always ends (loops and calls burn fuel), bits of NaNs are never chosen by the
// engine, everything that has state is exported, and memories and tables stay small, so that growing them fails alike.
import type { Limits, Module } from '../../src/core/module.ts';
import { opcodeById, opcodeIds } from '../../src/core/opcodes.ts';
import { leb, unsigned } from '../unit/lower/random-encoding.ts';
import { type Body, readBody, writeBody } from './bodies.ts';
import { appended, codeSection, joined, joinSections, sectionIds, splitSections } from './sections.ts';

/** Name of the exported global that holds the fuel; other exports of the instrumentation begin with `ownPrefix`. */
export const ownPrefix = '\u0001';
export const fuelExport = `${ownPrefix}fuel`;

/** Headers and entries executed between two refills. */
export const fuelPerCall = 1500;

const maxPages = 40n;
const maxElements = 400n;

const wireTypes = { f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
type FloatKind = keyof typeof wireTypes;

/** Operators whose result may be a NaN of the engine's choice (spec 4.3.3), by the type of their result. */
const nanProducers = new Map<number, { readonly kind: FloatKind; readonly lane: 'f32' | 'f64' }>();
const scalar = /^(f32|f64)\.(add|sub|mul|div|sqrt|min|max|ceil|floor|trunc|nearest|demote_f64|promote_f32)$/;
const vector =
  /^(f32|f64)x[24]\.(add|sub|mul|div|sqrt|min|max|ceil|floor|trunc|nearest|demote_f64x2_zero|promote_low_f32x4)$/;
for (const [mnemonic, id] of Object.entries(opcodeIds)) {
  const lane = (scalar.exec(mnemonic)?.[1] ?? vector.exec(mnemonic)?.[1]) as 'f32' | 'f64' | undefined;
  if (lane) nanProducers.set(id, { kind: vector.test(mnemonic) ? 'v128' : lane, lane });
}

const nanBytes = { f32: [0, 0, 0xc0, 0x7f], f64: [0, 0, 0, 0, 0, 0, 0xf8, 0x7f] } as const;

function opcodeBytes(mnemonic: keyof typeof opcodeIds): number[] {
  const { prefix, code } = opcodeById(opcodeIds[mnemonic]);
  return prefix === 0 ? [code] : [prefix, ...unsigned(code)];
}

/** Replaces the value on the stack by the canonical NaN where it is one, lane by lane. */
function canonicalize(kind: FloatKind, lane: 'f32' | 'f64', local: number): number[] {
  const get = [...opcodeBytes('local.get'), ...unsigned(local)];
  const tee = [...opcodeBytes('local.tee'), ...unsigned(local)];
  if (kind === 'v128') {
    const bytes = Array.from({ length: 16 / nanBytes[lane].length }, () => nanBytes[lane]).flat();
    const equal = opcodeBytes(lane === 'f32' ? 'f32x4.eq' : 'f64x2.eq');
    return [...tee, ...opcodeBytes('v128.const'), ...bytes, ...get, ...get, ...equal, ...opcodeBytes('v128.bitselect')];
  }
  const equal = opcodeBytes(lane === 'f32' ? 'f32.eq' : 'f64.eq');
  const nan = [...opcodeBytes(lane === 'f32' ? 'f32.const' : 'f64.const'), ...nanBytes[lane]];
  return [...tee, ...nan, ...get, ...get, ...equal, ...opcodeBytes('select')];
}

/** `if (!fuel) unreachable; fuel -= 1` */
function burn(global: number): number[] {
  const get = [...opcodeBytes('global.get'), ...unsigned(global)];
  const stop = [...opcodeBytes('i32.eqz'), ...opcodeBytes('if'), 0x40, ...opcodeBytes('unreachable')];
  const less = [...opcodeBytes('i32.const'), 1, ...opcodeBytes('i32.sub'), ...opcodeBytes('global.set')];
  return [...get, ...stop, ...opcodeBytes('end'), ...get, ...less, ...unsigned(global)];
}

function instrumentBody(module: Module, body: Body, params: number, fuel: number): Uint8Array {
  const kinds = (Object.keys(wireTypes) as FloatKind[]).filter((kind) =>
    body.operators.some(({ id }) => nanProducers.get(id)?.kind === kind),
  );
  const local = (kind: FloatKind) => params + body.localCount + kinds.indexOf(kind);
  const code: (Uint8Array | readonly number[])[] = [burn(fuel)];
  for (const { id, start, end } of body.operators) {
    code.push(module.bytes.subarray(start, end));
    if (id === opcodeIds.loop) code.push(burn(fuel));
    const producer = nanProducers.get(id);
    if (producer) code.push(canonicalize(producer.kind, producer.lane, local(producer.kind)));
  }
  return writeBody(
    body,
    kinds.map((kind) => wireTypes[kind]),
    code,
  );
}

function exportEntry(name: string, kind: number, index: number): number[] {
  const encoded = [...Buffer.from(name)];
  return [...unsigned(encoded.length), ...encoded, kind, ...unsigned(index)];
}

/** Exports of everything that is not exported yet by a name of ours. */
function ownExports(module: Module, fuel: number): number[][] {
  const all = (kind: number, letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => exportEntry(`${ownPrefix}${letter}${index}`, kind, index));
  const functions = module.importedFunctions.length + module.functions.count;
  return [
    exportEntry(fuelExport, 3, fuel),
    ...all(0, 'f', functions).slice(module.importedFunctions.length),
    ...all(1, 't', module.tables.length),
    ...all(2, 'm', module.memories.length),
    ...all(3, 'g', module.globals.length),
  ];
}

/** Limits with a maximum of at most `cap`, or of their minimum where that is larger. */
function encodeLimits({ minimum, maximum }: Limits, cap: bigint, flags: number): number[] {
  const highest = minimum > cap ? minimum : cap;
  const limit = maximum === undefined || maximum > highest ? highest : maximum;
  return [flags | 1, ...unsigned(Number(minimum)), ...unsigned(Number(limit))];
}

function cappedMemories(module: Module): Uint8Array {
  const imported = module.imports.filter(({ description }) => description.kind === 'memory').length;
  const own = module.memories.slice(imported);
  const entries = own.map(({ limits, shared, is64 }) =>
    encodeLimits(limits, maxPages, (shared ? 2 : 0) | (is64 ? 4 : 0)),
  );
  return joined([unsigned(own.length), ...entries]);
}

const elementBytes: Readonly<Record<string, number>> = { funcref: 0x70, externref: 0x6f };

/** Undefined where a table has elements of another type or an initial value: such tables keep their limits. */
function cappedTables({ definedTables }: Module): Uint8Array | undefined {
  const entries = definedTables.map(({ type: { element, limits, is64 }, init }) => {
    const byte = typeof element === 'string' ? elementBytes[element] : undefined;
    return byte && !init ? [byte, ...encodeLimits(limits, maxElements, is64 ? 4 : 0)] : undefined;
  });
  if (entries.includes(undefined)) return undefined;
  return joined([unsigned(entries.length), ...(entries as number[][])]);
}

/** Largest sizes with which a module is run at all. */
export function isSmall(module: Module): boolean {
  return (
    module.memories.every(({ limits }) => limits.minimum <= maxPages) &&
    module.tables.every(({ limits }) => limits.minimum <= maxElements) &&
    module.functions.count <= 200
  );
}

/** The module that is run in place of a valid one. */
export function instrument(module: Module): Uint8Array {
  const sections = splitSections(module.bytes);
  const fuel = module.globals.length;
  sections.set(
    sectionIds.global,
    appended(sections.get(sectionIds.global), [[0x7f, 1, 0x41, ...leb(fuelPerCall), 0x0b]]),
  );
  sections.set(sectionIds.export, appended(sections.get(sectionIds.export), ownExports(module, fuel)));
  if (sections.has(sectionIds.memory)) sections.set(sectionIds.memory, cappedMemories(module));
  const tables = sections.has(sectionIds.table) ? cappedTables(module) : undefined;
  if (tables) sections.set(sectionIds.table, tables);
  if (module.functions.count > 0) {
    const bodies = Array.from({ length: module.functions.count }, (_, index) => {
      const params = module.types[module.functions.types[index]!]!.params.length;
      return instrumentBody(module, readBody(module, index), params, fuel);
    });
    sections.set(sectionIds.code, codeSection(bodies));
  }
  return joinSections(sections);
}
