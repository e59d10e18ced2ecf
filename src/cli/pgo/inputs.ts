// The files that `pgo` commands read: profiles and modules. Every fault is a CliError that names the file.

import { ProfileError } from '../../../profiles/format.ts';
import { moduleHash, type Profile } from '../../../profiles/profile.ts';
import { readProfile } from '../../../profiles/store.ts';
import { WasmError } from '../../core/errors.ts';
import type { FuncIndex, Module } from '../../core/module.ts';
import { decodeModule } from '../../decode/decode-module.ts';
import { CliError, ExitCode } from '../failure.ts';
import { functionNames, placeholderName } from '../function-names.ts';
import { readBinary } from '../load.ts';

/** Reads a profile; with `module`, only one of that module. */
export function openProfile(file: string, hash?: string): Profile {
  try {
    return readProfile(file, hash);
  } catch (error) {
    if (error instanceof ProfileError) throw new CliError(error.message);
    throw error;
  }
}

/** A module to look things up in; it is never run. */
export interface InspectedModule {
  readonly module: Module;
  readonly hash: string;
  /** See `functionNames`. */
  functionName(functionIndex: FuncIndex): string | undefined;
  /** Bytes of a defined function's body; undefined for an import. */
  bodyBytes(functionIndex: FuncIndex): number | undefined;
  /** Module offset of it. */
  bodyOffset(functionIndex: FuncIndex): number | undefined;
}

/** Reads a `.wasm` or `.wat` file without running it. */
export async function openModule(file: string): Promise<InspectedModule> {
  const bytes = await readBinary(file);
  try {
    const module = decodeModule(bytes);
    return {
      module,
      hash: moduleHash(bytes),
      functionName: functionNames(module),
      bodyOffset: (index) => module.functions.offsets[index - module.importedFunctions.length],
      bodyBytes: (index) => module.functions.sizes[index - module.importedFunctions.length],
    };
  } catch (error) {
    if (error instanceof WasmError) throw new CliError(`cannot load \`${file}\`: ${error.message}`);
    throw error;
  }
}

/** The profile and, where a module is given, that module, which must be the profiled one. */
export async function openBoth(profileFile: string, moduleFile: string): Promise<[Profile, InspectedModule]> {
  const opened = await openModule(moduleFile);
  return [openProfile(profileFile, opened.hash), opened];
}

/** Display name of a function: `name`, or `func[i]`. */
export function displayName(module: InspectedModule | undefined, functionIndex: FuncIndex): string {
  return module?.functionName(functionIndex) ?? placeholderName(functionIndex);
}

const suggestions = 5;

/** The defined function of an index or a name. Throws a CliError that suggests others where there is none. */
export function findFunction(module: InspectedModule, text: string): FuncIndex {
  const imported = module.module.importedFunctions.length;
  const count = imported + module.module.functions.count;
  if (/^\d+$/.test(text)) {
    const index = Number(text);
    if (index >= imported && index < count) return index;
    const reason = index < imported ? 'is imported' : 'does not exist';
    throw new CliError(`function ${text} ${reason}; functions ${imported} to ${count - 1} have bodies`, ExitCode.usage);
  }
  const exact: FuncIndex[] = [];
  const near: string[] = [];
  for (let index = imported; index < count; index++) {
    const name = module.functionName(index);
    if (name === text) exact.push(index);
    else if (name?.includes(text) && near.length < suggestions) near.push(name);
  }
  if (exact.length === 1) return exact[0] as FuncIndex;
  if (exact.length > 1) {
    throw new CliError(`several functions are named \`${text}\`: ${exact.slice(0, 10).join(', ')}`, ExitCode.usage);
  }
  const hint = near.length > 0 ? `; there are \`${near.join('`, `')}\`` : '';
  throw new CliError(`no function is named \`${text}\`${hint}`, ExitCode.usage);
}
