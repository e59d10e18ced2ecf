// The fuzzer finds faults that were planted in lowering: one that loses traps, and a guarded call that forgets whose
// function it calls.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { validateModule } from '../../src/validate/validate-module.ts';
import { fuzz } from './fuzz.ts';
import { buildWithFault, type PlantedFault } from './planted.ts';

const faults: readonly PlantedFault[] = [
  {
    name: 'lost-trap',
    file: 'src/lower/accesses.ts',
    right: 'export const guestAccess = access({ align: 1, volatile: true });',
    wrong: 'export const guestAccess = access({ align: 1, volatile: false });',
  },
  {
    // The target is checked first, so that a null function traps as ever.
    name: 'forgotten-instance',
    file: 'src/lower/indirect-call.ts',
    right: "const hit = builder.icmp('eq', target.funcRef, funcRefAddress(l, functionIndex));",
    wrong: `
      target.check(l, target);
      const cell = (ref: Value) => builder.load(types.ptr, builder.gepConst(ref, FuncRef.codeCell), typeIdAccess);
      const hit = builder.icmp('eq', cell(target.funcRef), cell(funcRefAddress(l, functionIndex)));`,
  },
];

/** Many times what it takes. */
const mostSeeds = 20_000;
const mostSeconds = 600;

t.setTimeout((mostSeconds + 120) * faults.length * 1000);

for (const fault of faults) {
  t.test(fault.name, async (t) => {
    const entry = await buildWithFault(fault);
    const writeTo = mkdtempSync(join(tmpdir(), 'wasabi-planted-'));
    t.teardown(() => rmSync(writeTo, { recursive: true }));
    // On this Node memories have guard regions, and only there does the trap depend on the access itself.
    const limits = { seconds: mostSeconds, modules: mostSeeds, jobs: 1, nodes: [process.execPath], stopAtFirst: true };
    const { findings, seeds } = await fuzz({ ...limits, seed: 1, entry, writeTo });
    rmSync(entry);
    t.ok(findings.length > 0, `found within ${seeds} seeds`);
    t.comment(`${fault.name}: ${findings[0]}`);
    const reduced = readdirSync(writeTo).map((name) => readFileSync(join(writeTo, name)));
    t.ok(reduced.length > 0, 'and reduced');
    for (const bytes of reduced) validateModule(decodeModule(bytes));
    t.notMatch(findings.join('\n'), /ended by|no answer|^error/, 'as a difference, not as a crash');
  });
}
