// Carries out one `pgo` command: reads what it names, prints or writes the result, gives the exit code.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ExportSource } from '../../../profiles/export/export-source.ts';
import { exportStacks } from '../../../profiles/export/formats.ts';
import { encodeProfile } from '../../../profiles/format.ts';
import { exportHints } from '../../../profiles/hints/export-hints.ts';
import { importHints } from '../../../profiles/hints/import-hints.ts';
import { mergeProfiles, type Profile } from '../../../profiles/profile.ts';
import { reportData } from '../../../profiles/report/report-data.ts';
import { reportPage } from '../../../profiles/report/report-page.ts';
import { listStacks } from '../../../profiles/samples.ts';
import { totalTime } from '../../../profiles/stack-tree.ts';
import { WasmError } from '../../core/errors.ts';
import { reportPagePath } from '../../core/paths.ts';
import { CliError, ExitCode } from '../failure.ts';
import { reportError, write, writeOutput } from '../output.ts';
import type { PgoRequest } from './commands.ts';
import { diffJson, formatDiff } from './diff.ts';
import { displayName, findFunction, type InspectedModule, openBoth, openModule, openProfile } from './inputs.ts';
import { formatInspection, inspectionJson } from './inspect.ts';
import { formatOptimizedCode } from './inspect-code.ts';
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
    const functionIndex = findFunction(module, wanted);
    if (request.code) return formatOptimizedCode(request.code, profile, module, functionIndex);
    return formatFunction(profile, module, functionIndex, stdoutTerminal());
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

/** A profile, the module where it is given, and what the program is called: without a module by its hash. */
async function openNamed(file: string, moduleFile: string | undefined) {
  if (moduleFile !== undefined) {
    const [profile, module] = await openBoth(file, moduleFile);
    return { profile, module, program: basename(moduleFile) };
  }
  const profile = openProfile(file);
  return { profile, module: undefined, program: profile.moduleHash.slice(0, 16) };
}

async function exportProfile(request: Command<'export'>): Promise<string> {
  const { format, output, profile: file } = request;
  const { profile, module, program } = await openNamed(file, request.module);
  if (format === 'hints') {
    if (module) writeOutput(output, exportHints(profile, module.module));
    return '';
  }
  if (totalTime(profile.stacks).samples === 0) {
    throw new CliError(`${file} has no sampled stacks to export: \`wasabi pgo run\` samples them`);
  }
  const source: ExportSource = {
    stacks: listStacks(profile.stacks),
    program,
    functionName: (index) => displayName(module, index),
    bodyOffset: (index) => module?.bodyOffset(index) ?? 0,
  };
  writeOutput(output, exportStacks(format, source));
  return '';
}

async function report({ output, profile: file, module: moduleFile }: Command<'report'>): Promise<string> {
  const { profile, module, program } = await openNamed(file, moduleFile);
  const data = reportData({
    program,
    profile,
    functionName: (index) => displayName(module, index),
    bodyBytes: (index) => module?.bodyBytes(index) ?? 0,
  });
  const part = (name: 'js' | 'css') => readFileSync(reportPagePath(name), 'utf8');
  writeOutput(output, reportPage(data, { script: part('js'), style: part('css') }));
  return `${output}\n`;
}

async function importProfile({ module: file, output }: Command<'import'>): Promise<string> {
  const { module } = await openModule(file);
  const profile = importHints(module);
  if (profile.functions.size === 0) throw new CliError(`\`${file}\` has no compilation hints`);
  writeOutput(output, encodeProfile(profile));
  return '';
}

async function textOf(request: PgoRequest): Promise<string> {
  switch (request.command) {
    case 'inspect':
      return inspect(request);
    case 'merge':
      return merge(request);
    case 'diff':
      return diff(request);
    case 'export':
      return exportProfile(request);
    case 'report':
      return report(request);
    case 'import':
      return importProfile(request);
  }
}

/** Performs a command. Returns the exit code; throws nothing that a user can cause. */
export async function performPgo(request: PgoRequest): Promise<number> {
  try {
    write(1, await textOf(request));
    return ExitCode.success;
  } catch (error) {
    return reportError(error instanceof WasmError ? new CliError(error.message) : error);
  }
}
