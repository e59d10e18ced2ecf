// Each .wat here, lowered, against the IR in the .ll beside it. The IR is what lowering writes, before any LLVM pass,
// without attributes and debug locations. BLESS=1 writes the .ll files anew: read the diff.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { profileView } from '../../profiles/weights.ts';
import type { Module } from '../../src/core/module.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { counterLayoutOf, lowerFunctions } from '../../src/lower/index.ts';
import { assemble } from '../../src/text/assemble.ts';

const folder = join(packageRoot, 'test/golden');

/** The value of a `;; name: value` line. */
function setting(text: string, name: string): string | undefined {
  return text.match(new RegExp(`^;; ${name}: (.*)$`, 'm'))?.[1];
}

/** A profile in which the only indirect call of function `from` always reached function `to`. */
function indirectProfile(module: Module, from: number, to: number) {
  const site = counterLayoutOf(module, from).sites.find(({ kind }) => kind === 'indirect');
  const targets = [{ functionIndex: to, count: 100 }];
  const indirect = new Map([[site?.wasmOffset ?? 0, { total: 800, foreign: 0, targets }]]);
  return profileView([{ functionIndex: from, entries: 800, loops: new Map(), outcomes: new Map(), indirect }]);
}

async function lower(text: string): Promise<string> {
  const module = decodeModule(await assemble(text));
  const imported = module.importedFunctions.length;
  const [from, to] = setting(text, 'indirect')?.split(' -> ').map(Number) ?? [];
  const [functionIndex, loop] = setting(text, 'osr')?.split('.').map(Number) ?? [];
  const osr = functionIndex === undefined || loop === undefined ? undefined : { functionIndex, loop };
  const cpu = setting(text, 'target');
  const { builder } = lowerFunctions(module, {
    tier: setting(text, 'tier') as 'baseline' | 'optimized',
    functions: osr ? [] : Array.from({ length: module.functions.count }, (_, index) => imported + index),
    ...(osr ? { osr } : {}),
    ...(from !== undefined && to !== undefined ? { profile: indirectProfile(module, from, to) } : {}),
    ...(cpu === undefined ? {} : { target: { cpu, features: '' } }),
    keepNames: true,
  });
  const llvmModule = builder.build({ verify: true });
  const ir = llvmModule.toText();
  llvmModule.dispose();
  return readable(ir);
}

/** Functions only, without what says nothing about lowering; alias classes are numbered as they appear. */
function readable(ir: string): string {
  const bodies = (ir.match(/^define .*?^}$/gms) ?? []).join('\n\n');
  const classes = [...new Set(bodies.match(/!tbaa !\d+/g))];
  return `${bodies
    .replace(/,? !(dbg|invariant\.load|prof) !\d+| #\d+| +; preds = .*$/gm, '')
    .replace(/!tbaa !\d+/g, (tag) => `!tbaa ${classes.indexOf(tag)}`)}\n`;
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.wat'))) {
  const found = await lower(readFileSync(join(folder, file), 'utf8'));
  const expectedPath = join(folder, file.replace('.wat', '.ll'));
  if (process.env.BLESS) writeFileSync(expectedPath, found);
  t.equal(found, existsSync(expectedPath) ? readFileSync(expectedPath, 'utf8') : '', file);
}
