// Spec scripts as data: the text of a .wast file to its commands. Executes nothing and assembles nothing.
import { type ListNode, lineAt, type Node, readNodes, ScriptSyntaxError } from './s-expression.ts';
import { type Expectation, parseArgument, parseExpectation, type ScriptValue } from './values.ts';

/** A module as a script gives it. `text` of a quoted module is absent where its bytes are not UTF-8. */
export type ModuleSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'quote'; readonly text?: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array };

/** `module` names an instance (`$id`); absent, the latest one is meant. */
export type Action =
  | { readonly kind: 'invoke'; readonly module?: string; readonly field: string; readonly args: readonly ScriptValue[] }
  | { readonly kind: 'get'; readonly module?: string; readonly field: string };

export type Command = { readonly line: number } & (
  | { readonly kind: 'module'; readonly name?: string; readonly source: ModuleSource }
  | { readonly kind: 'definition'; readonly name?: string; readonly source: ModuleSource }
  | { readonly kind: 'instance'; readonly name?: string; readonly definition?: string }
  | { readonly kind: 'register'; readonly as: string; readonly module?: string }
  | { readonly kind: 'action'; readonly action: Action }
  /** Commands of a thread of its own, which sees the memories of the instances `shared` names (threads proposal). */
  | {
      readonly kind: 'thread';
      readonly name: string;
      readonly shared: readonly string[];
      readonly commands: readonly Command[];
    }
  | { readonly kind: 'wait'; readonly name: string }
  | { readonly kind: 'assert_return'; readonly action: Action; readonly expected: readonly Expectation[] }
  | { readonly kind: 'assert_trap' | 'assert_exhaustion'; readonly action: Action; readonly message: string }
  | { readonly kind: 'assert_exception'; readonly action: Action }
  | {
      readonly kind:
        | 'assert_malformed'
        | 'assert_invalid'
        | 'assert_malformed_custom'
        | 'assert_invalid_custom'
        | 'assert_unlinkable'
        | 'assert_uninstantiable';
      readonly source: ModuleSource;
      readonly message: string;
    }
);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

function concatenate(nodes: readonly Node[]): Uint8Array {
  return Buffer.concat(nodes.map((node) => (node.kind === 'string' ? node.bytes : new Uint8Array())));
}

/** Takes the items of one command from left to right. */
class Items {
  readonly #nodes: readonly Node[];
  #at = 1;

  constructor(list: ListNode) {
    this.#nodes = list.items;
  }

  /** The next item, if it is an identifier. */
  name(): string | undefined {
    const node = this.#nodes[this.#at];
    if (node?.kind !== 'atom' || !node.text.startsWith('$')) return undefined;
    this.#at++;
    return node.text;
  }

  /** Whether the next item is this keyword, which is then taken. */
  keyword(text: string): boolean {
    const node = this.#nodes[this.#at];
    if (node?.kind !== 'atom' || node.text !== text) return false;
    this.#at++;
    return true;
  }

  string(): string {
    const node = this.#nodes[this.#at++];
    if (node?.kind !== 'string') throw new Error('expected a string');
    return decoder.decode(node.bytes);
  }

  list(): ListNode {
    const node = this.#nodes[this.#at++];
    if (node?.kind !== 'list') throw new Error('expected a parenthesis');
    return node;
  }

  rest(): readonly Node[] {
    return this.#nodes.slice(this.#at);
  }
}

function headOf(node: Node | undefined): string | undefined {
  const head = node?.kind === 'list' ? node.items[0] : undefined;
  return head?.kind === 'atom' ? head.text : undefined;
}

interface ModuleForm {
  readonly form: 'module' | 'definition' | 'instance';
  readonly name?: string;
  readonly definition?: string;
  readonly source: ModuleSource;
}

/** `(module definition? $id? binary "…" | quote "…" | field…)` or `(module instance $id? $definition?)`. */
function parseModule(list: ListNode, source: string): ModuleForm {
  const items = new Items(list);
  const form = items.keyword('definition') ? 'definition' : items.keyword('instance') ? 'instance' : 'module';
  const named = optional('name', items.name());
  if (form === 'instance') {
    return { form, ...named, ...optional('definition', items.name()), source: { kind: 'text', text: '' } };
  }
  if (items.keyword('binary')) return { form, ...named, source: { kind: 'binary', bytes: concatenate(items.rest()) } };
  if (items.keyword('quote')) return { form, ...named, source: parseQuote(concatenate(items.rest())) };
  const text = source.slice(list.start, list.end);
  return { form, ...named, source: { kind: 'text', text: text.replace(/^\(module\s+definition\b/, '(module') } };
}

function parseQuote(bytes: Uint8Array): ModuleSource {
  try {
    const text = decoder.decode(bytes);
    const form = headOf(readNodes(text)[0]);
    return { kind: 'quote', text: form === 'module' || form === 'component' ? text : `(module ${text}\n)` };
  } catch (error) {
    if (error instanceof ScriptSyntaxError) return { kind: 'quote', text: `(module ${decoder.decode(bytes)}\n)` };
    return { kind: 'quote' };
  }
}

function parseAction(list: ListNode): Action {
  const kind = headOf(list);
  const items = new Items(list);
  const target = { ...optional('module', items.name()), field: items.string() };
  if (kind === 'get') return { kind, ...target };
  if (kind === 'invoke') return { kind, ...target, args: items.rest().map(parseArgument) };
  throw new Error(`${kind} is not an action`);
}

function parseAssertion(keyword: string, items: Items, source: string): CommandBody {
  const subject = items.list();
  const isModule = headOf(subject) === 'module';
  switch (keyword) {
    case 'assert_return':
      return { kind: keyword, action: parseAction(subject), expected: items.rest().map(parseExpectation) };
    case 'assert_exception':
      return { kind: keyword, action: parseAction(subject) };
    case 'assert_trap':
      if (isModule) {
        return { kind: 'assert_uninstantiable', source: parseModule(subject, source).source, message: items.string() };
      }
      return { kind: keyword, action: parseAction(subject), message: items.string() };
    case 'assert_exhaustion':
      return { kind: keyword, action: parseAction(subject), message: items.string() };
    case 'assert_malformed':
    case 'assert_invalid':
    case 'assert_malformed_custom':
    case 'assert_invalid_custom':
    case 'assert_unlinkable':
    case 'assert_uninstantiable':
      return { kind: keyword, source: parseModule(subject, source).source, message: items.string() };
    default:
      throw new Error(`${keyword} is not a command that is known`);
  }
}

type WithoutLine<T> = T extends unknown ? Omit<T, 'line'> : never;
type CommandBody = WithoutLine<Command>;

function requiredName(items: Items): string {
  const name = items.name();
  if (name === undefined) throw new Error('expected a name');
  return name;
}

/** `(thread $id (shared (module $id))* command*)` */
function parseThread(items: Items, source: string): CommandBody {
  const name = requiredName(items);
  const nodes = items.rest();
  const isShared = (node: Node): node is ListNode => headOf(node) === 'shared';
  const shared = nodes.filter(isShared).map((node) => requiredName(new Items(new Items(node).list())));
  const commands = nodes.filter((node) => !isShared(node)).map((node) => parseNode(node, source));
  return { kind: 'thread', name, shared, commands };
}

function parseNode(node: Node, source: string, line = lineAt(source, node.start)): Command {
  try {
    if (node.kind !== 'list') throw new Error('expected a command');
    return { line, ...parseCommand(node, source) } as Command;
  } catch (error) {
    if (error instanceof ScriptSyntaxError) throw error;
    throw new ScriptSyntaxError((error as Error).message, line);
  }
}

function parseCommand(list: ListNode, source: string): CommandBody {
  const keyword = headOf(list) ?? '';
  const items = new Items(list);
  switch (keyword) {
    case 'module': {
      const { form, source: module, name, definition } = parseModule(list, source);
      if (form === 'instance') return { kind: form, ...optional('name', name), ...optional('definition', definition) };
      return { kind: form, ...optional('name', name), source: module };
    }
    case 'register':
      return { kind: 'register', as: items.string(), ...optional('module', items.name()) };
    case 'invoke':
    case 'get':
      return { kind: 'action', action: parseAction(list) };
    case 'thread':
      return parseThread(items, source);
    case 'wait':
      return { kind: 'wait', name: requiredName(items) };
    default:
      return parseAssertion(keyword, items, source);
  }
}

const commandWords = /^(module|register|invoke|get|assert_\w+|thread|wait)$/;

/** The commands of a script, in order. A file that holds only module fields is one module. Throws `ScriptSyntaxError`. */
export function parseScript(source: string): Command[] {
  const nodes = readNodes(source);
  if (nodes.length > 0 && !commandWords.test(headOf(nodes[0]) ?? '')) {
    return [{ kind: 'module', line: 1, source: { kind: 'text', text: `(module ${source}\n)` } }];
  }
  let line = 1;
  let position = 0;
  return nodes.map((node) => {
    line += lineAt(source.slice(position, node.start), node.start - position) - 1;
    position = node.start;
    return parseNode(node, source, line);
  });
}
