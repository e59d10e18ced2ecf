// The state of one running script (instances, definitions, registered names) and what each command does to it.
import type { AssembledScript } from './assembly.ts';
import type { ScriptSetting } from './run-script.ts';
import type { Action, Command } from './script.ts';
import type { Exports, FailureKind, ScriptEngine, ScriptFailure } from './script-engine.ts';
import type { ScriptThread, StartThread } from './script-thread.ts';
import { describeExpectation, describeValue, matches, type ScriptValue } from './values.ts';
import { hasPhrase, Verdict } from './verdict.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;
type ModuleAssertion = Extract<Command, { message: string; source: unknown }>;
type SourceCommand = Extract<Command, { source: unknown }>;

/** Stands where an instance or definition would, that could not be made. */
class Missing {
  readonly reason: Verdict;

  constructor(reason: Verdict) {
    this.reason = reason;
  }
}

/** The value, or the reason why there is none, thrown. */
function present<Value>(value: Value | Missing): Value {
  if (!(value instanceof Missing)) return value;
  const { outcome, message } = value.reason;
  throw new Verdict(outcome === 'unsupported' ? outcome : 'failed', `its module is missing: ${message}`);
}

export class ScriptRun {
  readonly #engine: ScriptEngine;
  readonly #assembled: AssembledScript;
  readonly #startThread: StartThread | undefined;
  readonly #threads = new Map<string, ScriptThread>();
  readonly #registry = new Map<string, Exports | Missing>();
  readonly #instances = new Map<string, Exports | Missing>();
  readonly #definitions = new Map<string, unknown>();
  #latest: Exports | Missing = new Missing(new Verdict('failed', 'no module yet'));
  #latestDefinition: unknown = this.#latest;

  /** `assembled` has the binaries of the commands' modules. */
  constructor(engine: ScriptEngine, assembled: AssembledScript, { spectest, instances, startThread }: ScriptSetting) {
    this.#engine = engine;
    this.#assembled = assembled;
    this.#startThread = startThread;
    this.#registry.set('spectest', spectest);
    for (const [name, exports] of Object.entries(instances ?? {})) this.#instances.set(name, exports);
  }

  /** Throws a `Verdict` unless the command passes. */
  execute(command: Command): void {
    try {
      this.#dispatch(command);
    } catch (error) {
      throw this.#verdictOf(error);
    }
  }

  #dispatch(command: Command): void {
    switch (command.kind) {
      case 'module':
        this.#keepInstance(command.name, () => this.#instantiate(this.#compile(command)));
        break;
      case 'definition':
        this.#keepDefinition(command);
        break;
      case 'instance':
        this.#keepInstance(command.name, () => this.#instantiate(this.#definitionOf(command.definition)));
        break;
      case 'register':
        this.#registry.set(command.as, this.#instanceOf(command.module));
        present(this.#instanceOf(command.module));
        break;
      case 'action':
        this.#perform(command.action);
        break;
      case 'thread':
        this.#runThread(command);
        break;
      case 'wait':
        this.#waitFor(command.name);
        break;
      case 'assert_return':
        this.#assertReturn(command);
        break;
      case 'assert_trap':
        this.#assertFails('trap', command.message, () => this.#perform(command.action));
        break;
      case 'assert_exhaustion':
        this.#assertFails('exhaustion', command.message, () => this.#perform(command.action));
        break;
      case 'assert_exception':
        this.#assertFails('exception', '', () => this.#perform(command.action));
        break;
      default:
        this.#assertRejects(command);
    }
  }

  #runThread({ name, shared, commands }: CommandOf<'thread'>): void {
    if (this.#startThread === undefined) throw new Verdict('unsupported', 'threads');
    const instances = Object.fromEntries(shared.map((id) => [id, present(this.#instanceOf(id))]));
    this.#threads.set(name, this.#startThread(instances, this.#assembled.assembledCommands(commands)));
  }

  /** Passes when all commands of the thread do. */
  #waitFor(name: string): void {
    const thread = this.#threads.get(name);
    if (thread === undefined) throw new Verdict('failed', `there is no thread ${name}`);
    const end = thread.wait();
    if ('broken' in end) throw new Verdict('failed', `thread ${name}: ${end.broken}`);
    for (const outcome of ['failed', 'unsupported', 'phrase', 'textFailed'] as const) {
      const [first] = end.report[outcome];
      if (first) throw new Verdict(outcome, `thread ${name}: line ${first.line}: ${first.command}: ${first.message}`);
    }
  }

  #assertReturn(command: CommandOf<'assert_return'>): void {
    const results = this.#perform(command.action);
    const { expected } = command;
    if (results.length === expected.length && expected.every((pattern, index) => matches(pattern, results[index]!))) {
      return;
    }
    const got = results.map(describeValue).join(', ');
    throw new Verdict('failed', `got [${got}], expected [${expected.map(describeExpectation).join(', ')}]`);
  }

  #assertRejects(command: ModuleAssertion): void {
    const compile = () => this.#compile(command);
    const instantiate = () => this.#instantiate(compile());
    switch (command.kind) {
      case 'assert_malformed':
        if (command.source.kind === 'quote') this.#assertText(command);
        else this.#assertFails('malformed', command.message, compile);
        break;
      case 'assert_invalid':
        this.#assertFails('invalid', command.message, compile);
        break;
      case 'assert_unlinkable':
        this.#assertFails('link', command.message, instantiate);
        break;
      case 'assert_uninstantiable':
        this.#assertFails('trap', command.message, instantiate);
        break;
      default:
        // To an engine, a module with a wrong custom section is valid: only an assembler can object.
        this.#judgeText(this.#assembled.of(command.source).error);
    }
  }

  /** A quoted text is the assembler's to reject; what it lets pass may still be ours to reject. */
  #assertText(command: ModuleAssertion): void {
    const { bytes, error } = this.#assembled.of(command.source);
    if (bytes === undefined) this.#judgeText(error);
    let accepted = false;
    try {
      this.#engine.compile(bytes!);
      accepted = true;
    } catch {}
    if (accepted) this.#judgeText(undefined);
  }

  #judgeText(rejection: string | undefined): never {
    if (rejection === undefined) throw new Verdict('textFailed', 'the assembler accepts this text');
    throw new Verdict('textPassed', rejection);
  }

  #assertFails(kind: FailureKind, phrase: string, action: () => unknown): void {
    const failure = this.#failureOf(action);
    const wanted = `expected ${kind}${phrase === '' ? '' : ` "${phrase}"`}`;
    if (failure === undefined) throw new Verdict('failed', `${wanted}, but nothing failed`);
    if (failure.kind === 'unsupported') throw new Verdict('unsupported', failure.message);
    const text = `${wanted}, got ${failure.kind} "${failure.message}"`;
    const isRejection = (which: string) => which === 'malformed' || which === 'invalid';
    if (failure.kind !== kind && !(isRejection(kind) && isRejection(failure.kind))) throw new Verdict('failed', text);
    // Messages about imports are the platform's, not the suite's.
    if (failure.kind === kind && (kind === 'link' || hasPhrase(failure.message, phrase))) return;
    throw new Verdict(isRejection(kind) ? 'phrase' : 'failed', text);
  }

  #failureOf(action: () => unknown): ScriptFailure | undefined {
    try {
      action();
      return undefined;
    } catch (error) {
      if (error instanceof Verdict) throw error;
      return this.#engine.classify(error);
    }
  }

  #compile(command: SourceCommand): unknown {
    const { bytes, error } = this.#assembled.of(command.source);
    if (bytes === undefined) throw new Verdict('textFailed', `the assembler refuses this text: ${error}`);
    return this.#engine.compile(bytes);
  }

  #instantiate(module: unknown): Exports {
    const imports: Record<string, Exports> = {};
    for (const name of this.#engine.importedModules(module)) {
      const exports = this.#registry.get(name);
      if (exports !== undefined) imports[name] = present(exports);
    }
    return this.#engine.instantiate(module, imports);
  }

  #keepInstance(name: string | undefined, make: () => Exports): void {
    try {
      this.#latest = make();
    } catch (error) {
      this.#latest = new Missing(this.#verdictOf(error));
      throw error;
    } finally {
      if (name !== undefined) this.#instances.set(name, this.#latest);
    }
  }

  #keepDefinition(command: CommandOf<'definition'>): void {
    try {
      this.#latestDefinition = this.#compile(command);
    } catch (error) {
      this.#latestDefinition = new Missing(this.#verdictOf(error));
      throw error;
    } finally {
      if (command.name !== undefined) this.#definitions.set(command.name, this.#latestDefinition);
    }
  }

  #definitionOf(name: string | undefined): unknown {
    const definition = name === undefined ? this.#latestDefinition : this.#definitions.get(name);
    if (definition === undefined) throw new Verdict('failed', `there is no definition ${name}`);
    return present(definition);
  }

  #instanceOf(name: string | undefined): Exports | Missing {
    const instance = name === undefined ? this.#latest : this.#instances.get(name);
    if (instance === undefined) throw new Verdict('failed', `there is no instance ${name}`);
    return instance;
  }

  #perform(action: Action): readonly ScriptValue[] {
    const exported = present(this.#instanceOf(action.module))[action.field];
    if (exported === undefined) throw new Verdict('failed', `there is no export "${action.field}"`);
    return action.kind === 'get' ? [this.#engine.readGlobal(exported)] : this.#engine.invoke(exported, action.args);
  }

  #verdictOf(error: unknown): Verdict {
    if (error instanceof Verdict) return error;
    const { kind, message } = this.#engine.classify(error);
    if (kind === 'unsupported') return new Verdict(kind, message);
    return new Verdict('failed', `${kind}: ${message}`);
  }
}
