// Runs a script on an engine and counts what came of its commands. Reads no file.
import { assembleScript } from './assembly.ts';
import { type Command, parseScript } from './script.ts';
import type { Exports, ScriptEngine } from './script-engine.ts';
import { ScriptRun } from './script-run.ts';
import { type Outcome, Verdict } from './verdict.ts';

/** A command that did not simply pass. */
export interface CommandResult {
  readonly line: number;
  readonly command: Command['kind'];
  readonly message: string;
}

/** Both figures leave out the commands that the lists hold. */
export interface ScriptReport extends Readonly<Record<Outcome, readonly CommandResult[]>> {
  /** Commands that passed. */
  readonly passed: number;
  /** Those of them that assert something. */
  readonly assertions: number;
}

/** Parses, assembles and runs a script. Throws `ScriptSyntaxError` when it is none. */
export async function runScript(source: string, engine: ScriptEngine, spectest: Exports): Promise<ScriptReport> {
  const commands = parseScript(source);
  const assembled = await assembleScript(commands);
  const run = new ScriptRun(engine, spectest, (command) => assembled.of(command.source));
  const results: Record<Outcome, CommandResult[]> = {
    failed: [],
    unsupported: [],
    phrase: [],
    textPassed: [],
    textFailed: [],
  };
  let [passed, assertions] = [0, 0];
  for (const command of commands) {
    try {
      run.execute(command);
      passed++;
      if (command.kind.startsWith('assert_')) assertions++;
    } catch (error) {
      if (!(error instanceof Verdict)) throw error;
      results[error.outcome].push({ line: command.line, command: command.kind, message: error.message });
    }
  }
  return { passed, assertions, ...results };
}
