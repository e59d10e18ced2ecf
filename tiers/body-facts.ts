// What tiering wants to know of a function body before anything is compiled: whom it calls and how its loops nest.
// Reads the body once and keeps the answer; knows no counts.
import type { FuncIndex, Module } from '../src/core/module.ts';
import { type Mnemonic, opcodeIdLimit, opcodeIds } from '../src/core/opcodes.ts';
import { OperatorReader } from '../src/decode/operator-reader.ts';

export interface LoopFacts {
  /** Module offset of the `loop` instruction. */
  readonly offset: number;
  /** Bytes of its body that are not in a loop nested in it. */
  readonly ownBytes: number;
}

export interface BodyFacts {
  /** Own functions that it calls directly, each once, in the order of their first call site. */
  readonly callees: readonly FuncIndex[];
  /** Its loops by ordinal. */
  readonly loops: readonly LoopFacts[];
  /** Bytes outside all loops. */
  readonly straightBytes: number;
}

/** What an operator is to these facts. */
const Role = { none: 0, call: 1, loop: 2, block: 3, end: 4 } as const;

/** By opcode id. */
const roles = new Uint8Array(opcodeIdLimit);
const named: Partial<Record<Mnemonic, number>> = {
  call: Role.call,
  return_call: Role.call,
  loop: Role.loop,
  block: Role.block,
  if: Role.block,
  try_table: Role.block,
  try: Role.block,
  end: Role.end,
  delegate: Role.end,
};
for (const [mnemonic, role] of Object.entries(named)) roles[opcodeIds[mnemonic as Mnemonic]] = role;

interface OpenBlock {
  /** Ordinal of the loop, or -1 for another block. */
  readonly loop: number;
  readonly start: number;
  /** Bytes of loops within. */
  loopBytes: number;
}

/** Facts about all functions of one module, found when first asked for. Imported functions have none. */
export class ModuleFacts {
  readonly #module: Module;
  readonly #imported: number;
  readonly #reader: OperatorReader;
  readonly #known = new Map<FuncIndex, BodyFacts>();

  constructor(module: Module) {
    this.#module = module;
    this.#imported = module.importedFunctions.length;
    this.#reader = new OperatorReader(module.bytes);
  }

  get functionCount(): number {
    return this.#imported + this.#module.functions.count;
  }

  isOwn(functionIndex: FuncIndex): boolean {
    return functionIndex >= this.#imported && functionIndex < this.functionCount;
  }

  bodyBytes(functionIndex: FuncIndex): number {
    return this.#module.functions.sizes[functionIndex - this.#imported] ?? 0;
  }

  body(functionIndex: FuncIndex): BodyFacts {
    const known = this.#known.get(functionIndex);
    if (known) return known;
    const facts = this.#read(functionIndex - this.#imported);
    this.#known.set(functionIndex, facts);
    return facts;
  }

  /** Own functions that stand in element segments, by rising index. */
  tabledFunctions(): FuncIndex[] {
    const tabled = new Set<FuncIndex>();
    for (const { functions = [], expressions = [] } of this.#module.elements) {
      for (const functionIndex of functions) tabled.add(functionIndex);
      for (const [first] of expressions) if (first?.op === 'ref.func') tabled.add(first.index);
    }
    return [...tabled].filter((functionIndex) => this.isOwn(functionIndex)).sort((a, b) => a - b);
  }

  #read(defined: number): BodyFacts {
    const reader = this.#reader;
    reader.openFunction(this.#module, defined);
    const callees = new Set<FuncIndex>();
    const loops: LoopFacts[] = [];
    const root: OpenBlock = { loop: -1, start: reader.position, loopBytes: 0 };
    const open: OpenBlock[] = [root];
    while (!reader.atEnd()) {
      const role = roles[reader.next()];
      if (role === Role.none) continue;
      if (role === Role.call) {
        if (this.isOwn(reader.index)) callees.add(reader.index);
      } else if (role === Role.loop) {
        open.push({ loop: loops.push({ offset: reader.offset, ownBytes: 0 }) - 1, start: reader.offset, loopBytes: 0 });
      } else if (role === Role.block) open.push({ loop: -1, start: reader.offset, loopBytes: 0 });
      else closeBlock(open, loops, reader.position);
    }
    return { callees: [...callees], loops, straightBytes: Math.max(1, reader.position - root.start - root.loopBytes) };
  }
}

/** Ends the innermost block; a loop gets its size, and whatever holds it learns how much of itself is loops. */
function closeBlock(open: OpenBlock[], loops: LoopFacts[], position: number): void {
  if (open.length === 1) return;
  const block = open.pop()!;
  const outer = open.at(-1)!;
  if (block.loop < 0) {
    outer.loopBytes += block.loopBytes;
    return;
  }
  const bytes = position - block.start;
  loops[block.loop] = { offset: loops[block.loop]!.offset, ownBytes: Math.max(1, bytes - block.loopBytes) };
  outer.loopBytes += bytes;
}
