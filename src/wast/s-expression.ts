// Reads the text format's tokens into nested lists: enough to tell a script's commands apart and to cut module texts out
// of it. Knows no command and no instruction.

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  /** Where the node stands in the source, in characters. */
  readonly start: number;
  readonly end: number;
}

export interface AtomNode {
  readonly kind: 'atom';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface StringNode {
  readonly kind: 'string';
  /** The bytes that the literal stands for, escapes resolved; not necessarily UTF-8. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export type Node = ListNode | AtomNode | StringNode;

/** Script text that cannot be read; `line` counts from 1. */
export class ScriptSyntaxError extends Error {
  override readonly name = 'ScriptSyntaxError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

/** Line, counted from 1, of a position in `source`. */
export function lineAt(source: string, position: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < position; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

const encoder = new TextEncoder();
const simpleEscapes: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, '"': 34, "'": 39, '\\': 92 };

/** Bytes of the string literal whose characters between the quotes are `body`. */
function literalBytes(body: string): Uint8Array {
  if (!body.includes('\\')) return encoder.encode(body);
  const bytes: number[] = [];
  for (let at = 0; at < body.length; ) {
    const next = body.indexOf('\\', at);
    const plain = body.slice(at, next === -1 ? body.length : next);
    for (const byte of encoder.encode(plain)) bytes.push(byte);
    if (next === -1) break;
    const code = body[next + 1]!;
    const simple = simpleEscapes[code];
    if (simple !== undefined) {
      bytes.push(simple);
      at = next + 2;
    } else if (code === 'u') {
      const close = body.indexOf('}', next);
      const codePoint = Number.parseInt(body.slice(next + 3, close).replaceAll('_', ''), 16);
      for (const byte of encoder.encode(String.fromCodePoint(codePoint))) bytes.push(byte);
      at = close + 1;
    } else {
      bytes.push(Number.parseInt(body.slice(next + 1, next + 3), 16));
      at = next + 3;
    }
  }
  return Uint8Array.from(bytes);
}

const blank = /\s*/y;
const atomPattern = /(?:[^\s()";]|;(?!;))+/y;
const stringPattern = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;

class Reader {
  readonly source: string;
  position = 0;

  constructor(source: string) {
    this.source = source;
  }

  fail(message: string, at = this.position): never {
    throw new ScriptSyntaxError(message, lineAt(this.source, at));
  }

  /** Whitespace, line comments and nested block comments. */
  skipBlank(): void {
    for (;;) {
      blank.lastIndex = this.position;
      blank.test(this.source);
      this.position = blank.lastIndex;
      if (this.source.startsWith(';;', this.position)) {
        const end = this.source.indexOf('\n', this.position);
        this.position = end === -1 ? this.source.length : end;
      } else if (this.source.startsWith('(;', this.position)) this.skipBlockComment();
      else return;
    }
  }

  skipBlockComment(): void {
    const start = this.position;
    let depth = 0;
    do {
      const open = this.source.indexOf('(;', this.position);
      const close = this.source.indexOf(';)', this.position);
      if (close === -1) this.fail('unclosed comment', start);
      const opens = open !== -1 && open < close;
      depth += opens ? 1 : -1;
      this.position = (opens ? open : close) + 2;
    } while (depth > 0);
  }

  readNode(): Node {
    const start = this.position;
    const first = this.source[start];
    if (first === '(') return this.readList();
    if (first === '"') return this.readString();
    if (this.source.startsWith('$"', start)) {
      this.position++;
      const name = this.readString();
      return {
        kind: 'atom',
        text: `$${new TextDecoder('utf-8', { ignoreBOM: true }).decode(name.bytes)}`,
        start,
        end: this.position,
      };
    }
    atomPattern.lastIndex = start;
    const text = atomPattern.exec(this.source)?.[0];
    if (text === undefined) this.fail(`unexpected ${first ?? 'end of the script'}`);
    this.position += text.length;
    return { kind: 'atom', text, start, end: this.position };
  }

  readString(): StringNode {
    const start = this.position;
    stringPattern.lastIndex = start;
    const found = stringPattern.exec(this.source);
    if (found === null) this.fail('unclosed string');
    this.position = stringPattern.lastIndex;
    return { kind: 'string', bytes: literalBytes(found[1]!), start, end: this.position };
  }

  readList(): ListNode {
    const start = this.position++;
    const items: Node[] = [];
    for (;;) {
      this.skipBlank();
      if (this.position >= this.source.length) this.fail('unclosed parenthesis', start);
      if (this.source[this.position] === ')') break;
      const item = this.readNode();
      if (!isAnnotation(item)) items.push(item);
    }
    return { kind: 'list', items, start, end: ++this.position };
  }
}

/** `(@name …)` may stand anywhere and means nothing to a script. */
function isAnnotation(node: Node): boolean {
  const head = node.kind === 'list' ? node.items[0] : undefined;
  return head?.kind === 'atom' && head.text.startsWith('@');
}

/** The top-level nodes of `source`, annotations left out. Throws `ScriptSyntaxError`. */
export function readNodes(source: string): Node[] {
  const reader = new Reader(source);
  const nodes: Node[] = [];
  for (;;) {
    reader.skipBlank();
    if (reader.position >= source.length) return nodes;
    const node = reader.readNode();
    if (!isAnnotation(node)) nodes.push(node);
  }
}
