// Valid modules to start mutations from: the specification's test suite, where there is one, and the texts and programs
// of our own tests.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import { assemble } from '../../src/text/assemble.ts';
import { assembleScript } from '../../src/wast/assembly.ts';
import { parseScript } from '../../src/wast/script.ts';
import { suiteDirectory, suiteFiles } from '../spec/suite-files.ts';

/** Modules that a script defines, as far as their text can be assembled. */
async function modulesOf(script: string): Promise<Uint8Array[]> {
  const commands = parseScript(script).filter(({ kind }) => kind === 'module' || kind === 'definition');
  const assembled = await assembleScript(commands);
  return commands.flatMap((command) => ('source' in command ? (assembled.of(command.source).bytes ?? []) : []));
}

async function suiteModules(): Promise<Uint8Array[]> {
  const directory = suiteDirectory();
  if (directory === undefined) return [];
  const scripts = suiteFiles(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
  return (await Promise.all(scripts.map(modulesOf))).flat();
}

async function textModules(folder: string): Promise<Uint8Array[]> {
  const directory = join(packageRoot, folder);
  const files = readdirSync(directory, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.wat'));
  return Promise.all(files.sort().map((name) => assemble(readFileSync(join(directory, name), 'utf8'))));
}

function binaryModules(folder: string): Uint8Array[] {
  const directory = join(packageRoot, folder);
  const files = readdirSync(directory).filter((name) => name.endsWith('.wasm'));
  return files.sort().map((name) => readFileSync(join(directory, name)));
}

/** Binaries of at most `largestBytes`, always in the same order. */
export async function readCorpus(largestBytes: number): Promise<Uint8Array[]> {
  const texts = await Promise.all(['test/golden', 'test/regress', 'test/tier-conformance'].map(textModules));
  const programs = ['bench/kernels', 'examples'].flatMap(binaryModules);
  const all = [...(await suiteModules()), ...texts.flat(), ...programs];
  return all.filter((bytes) => bytes.length <= largestBytes);
}
