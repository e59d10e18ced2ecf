// Runs a script on an engine and counts what came of its commands. Reads no file.
import { assembleScript } from './assembly.ts';
import { type Command, parseScript } from './script.ts';
import type { Exports, ScriptEngine } from './script-engine.ts';
import { ScriptRun } from './script-run.ts';
import type { StartThread } from './script-thread.ts';
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

/** What commands find when they begin. */
export interface ScriptSetting {
  readonly spectest: Exports;
  /** Instances by name (`$id`). */
  readonly instances?: Readonly<Record<string, Exports>>;
  /** Absent: the script may have no threads. */
  readonly startThread?: StartThread;
}

/** Parses, assembles and runs a script. Throws `ScriptSyntaxError` when it is none. */
export async function runScript(source: string, engine: ScriptEngine, setting: ScriptSetting): Promise<ScriptReport> {
  return runCommands(parseScript(source), engine, setting);
}

/** Assembles and runs commands. */
export async function runCommands(
  commands: readonly Command[],
  engine: ScriptEngine,
  setting: ScriptSetting,
): Promise<ScriptReport> {
  const run = new ScriptRun(engine, await assembleScript(commands), setting);
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
