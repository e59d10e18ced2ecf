// Module texts of a script to binaries, by the libraries that assemble text for us. Executes nothing.
import { assemble } from '../text/assemble.ts';
import { assembleLegacy } from './legacy-text.ts';
import type { Command, ModuleSource } from './script.ts';

/** What became of a module's text. */
export type Assembled =
  | { readonly bytes: Uint8Array; readonly error?: undefined }
  | { readonly bytes?: undefined; readonly error: string };

export class AssembledScript {
  readonly #results: ReadonlyMap<ModuleSource, Assembled>;

  constructor(results: ReadonlyMap<ModuleSource, Assembled>) {
    this.#results = results;
  }

  /** The module's binary, or why its text has none. */
  of(source: ModuleSource): Assembled {
    const result = this.#results.get(source);
    if (result === undefined) throw new Error('this module is not of this script');
    return result;
  }

  /** The same commands with binaries for texts, so that whoever gets them need not assemble. */
  assembledCommands(commands: readonly Command[]): Command[] {
    return commands.map((command): Command => {
      if (command.kind === 'thread') return { ...command, commands: this.assembledCommands(command.commands) };
      if (!('source' in command) || command.source.kind !== 'text') return command;
      const { bytes } = this.of(command.source);
      return bytes === undefined ? command : { ...command, source: { kind: 'binary', bytes } };
    });
  }
}

/** wasm-tools refuses characters that turn the reading direction around, unless they are written as escapes. */
function escapeConfusing(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u206f]/g, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

async function assembleOne(source: ModuleSource): Promise<Assembled> {
  if (source.kind === 'binary') return { bytes: source.bytes };
  if (source.text === undefined) return { error: 'malformed UTF-8 encoding' };
  try {
    return { bytes: await assemble(escapeConfusing(source.text)) };
  } catch (error) {
    const bytes = source.kind === 'text' ? await assembleLegacy(source.text) : undefined;
    return bytes === undefined ? { error: (error as Error).message } : { bytes };
  }
}

/** Assembles every module of a script. A text that cannot be assembled is a result, not an error. */
export async function assembleScript(commands: readonly Command[]): Promise<AssembledScript> {
  const results = new Map<ModuleSource, Assembled>();
  for (const command of withThreads(commands)) {
    if ('source' in command) results.set(command.source, await assembleOne(command.source));
  }
  return new AssembledScript(results);
}

function withThreads(commands: readonly Command[]): Command[] {
  return commands.flatMap((command) => (command.kind === 'thread' ? withThreads(command.commands) : [command]));
}
