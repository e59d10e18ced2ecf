// Carries out one `pgo` command: reads what it names, prints or writes the result, gives the exit code.

import { encodeProfile } from '../../../profiles/format.ts';
import { mergeProfiles, type Profile } from '../../../profiles/profile.ts';
import { WasmError } from '../../core/errors.ts';
import { CliError, ExitCode } from '../failure.ts';
import { write, writeOutput } from '../output.ts';
import type { PgoRequest } from './commands.ts';
import { diffJson, formatDiff } from './diff.ts';
import { findFunction, type InspectedModule, openBoth, openModule, openProfile } from './inputs.ts';
import { formatInspection, inspectionJson } from './inspect.ts';
import { formatFunction } from './inspect-function.ts';
import { stdoutTerminal } from './table.ts';

type Command<Name extends PgoRequest['command']> = Extract<PgoRequest, { command: Name }>;

async function inspect(request: Command<'inspect'>): Promise<string> {
  const { profile: profileFile, module: moduleFile, function: wanted, json, top } = request;
  let profile: Profile;
  let module: InspectedModule | undefined;
  if (moduleFile === undefined) profile = openProfile(profileFile);
  else [profile, module] = await openBoth(profileFile, moduleFile);
  if (module && wanted !== undefined) {
    return formatFunction(profile, module, findFunction(module, wanted), stdoutTerminal());
  }
  const inspection = { profileFile, profile, module, top };
  return json ? inspectionJson(inspection) : formatInspection(inspection, stdoutTerminal());
}

/** Opens a profile that must be of the same module as `first`. */
function openSame(file: string, first: Profile | undefined, firstFile: string): Profile {
  const profile = openProfile(file);
  if (first && first.moduleHash !== profile.moduleHash) {
    throw new CliError(`${file}: profile of another module than ${firstFile}`);
  }
  return profile;
}

function merge({ output, profiles: [firstFile = '', ...files] }: Command<'merge'>): string {
  const first = openProfile(firstFile);
  const sum = files.reduce((merged, file) => mergeProfiles(merged, openSame(file, first, firstFile)), first);
  writeOutput(output, encodeProfile(sum));
  return '';
}

async function diff({ before, after, module: moduleFile, json, top }: Command<'diff'>): Promise<string> {
  const module = moduleFile === undefined ? undefined : await openModule(moduleFile);
  const a = openProfile(before, module?.hash);
  const b = openSame(after, a, before);
  return json ? diffJson(a, b, module) : formatDiff(a, b, module, top, stdoutTerminal());
}

async function textOf(request: PgoRequest): Promise<string> {
  switch (request.command) {
    case 'inspect':
      return inspect(request);
    case 'merge':
      return merge(request);
    case 'diff':
      return diff(request);
  }
}

/** Performs a command. Returns the exit code; throws nothing that a user can cause. */
export async function performPgo(request: PgoRequest): Promise<number> {
  try {
    write(1, await textOf(request));
    return ExitCode.success;
  } catch (error) {
    if (!(error instanceof CliError || error instanceof WasmError)) throw error;
    write(2, `Error: ${error.message}\n`);
    return error instanceof CliError ? error.exitCode : ExitCode.failure;
  }
}
