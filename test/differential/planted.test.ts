// The fuzzer finds faults that were planted in lowering: one that loses traps, and a guarded call that forgets whose
// function it calls.
import { rmSync } from 'node:fs';
import t from 'tap';
import { fuzz } from './fuzz.ts';
import { buildWithFault, type PlantedFault } from './planted.ts';

const faults: readonly PlantedFault[] = [
  {
    name: 'lost-trap',
    file: 'src/lower/memory.ts',
    right: 'const access = { align: 1, volatile: true } as const;',
    wrong: 'const access = { align: 1, volatile: false } as const;',
  },
  {
    // The type is read first, so that a null function traps as ever.
    name: 'forgotten-instance',
    file: 'src/lower/call.ts',
    right: "const hit = builder.icmp('eq', funcRef, funcRefAddress(l, functionIndex));",
    wrong: `
      builder.load(types.i32, builder.gepConst(funcRef, FuncRef.typeId), { align: 4, volatile: true });
      const cell = (ref: Value) => builder.load(types.ptr, builder.gepConst(ref, FuncRef.codeCell), { align: 8, volatile: true });
      const hit = builder.icmp('eq', cell(funcRef), cell(funcRefAddress(l, functionIndex)));`,
  },
];

/** Many times what it takes. */
const mostSeeds = 20_000;
const mostSeconds = 240;

t.setTimeout((mostSeconds + 120) * faults.length * 1000);

for (const fault of faults) {
  t.test(fault.name, async (t) => {
    const entry = await buildWithFault(fault);
    const options = { seed: 1, seconds: mostSeconds, modules: mostSeeds, jobs: 1, entry, stopAtFirst: true };
    const { findings, seeds } = await fuzz(options);
    rmSync(entry);
    t.ok(findings.length > 0, `found within ${seeds} seeds`);
    t.comment(`${fault.name}: ${findings[0]}`);
    t.notMatch(findings.join('\n'), /ended by|no answer|^error/, 'as a difference, not as a crash');
  });
}
