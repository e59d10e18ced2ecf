// `--profile=guest`: the stacks sampled while the program ran, as a file that a viewer opens.
import { basename } from 'node:path';
import type { ExportSource } from '../../profiles/export/export-source.ts';
import { exportStacks, formatOfName } from '../../profiles/export/formats.ts';
import type { SampledStacks } from '../../profiles/samples.ts';
import type { Module } from '../core/module.ts';
import { functionNames, placeholderName } from './function-names.ts';
import { writeOutput } from './output.ts';

/** Stacks with the words that exports need. */
export function exportSource(stacks: SampledStacks, module: Module, file: string): ExportSource {
  const nameOf = functionNames(module);
  const imported = module.importedFunctions.length;
  return {
    stacks,
    program: basename(file),
    functionName: (index) => nameOf(index) ?? placeholderName(index),
    bodyOffset: (index) => module.functions.offsets[index - imported] ?? 0,
  };
}

/** Writes the file. `startTimeMs`: when sampling began, since 1970. Throws a CliError. */
export function writeGuestProfile(path: string, source: ExportSource, startTimeMs: number): void {
  writeOutput(path, exportStacks(formatOfName(path), source, startTimeMs));
}
