// Compilation hints: what is written is the proposal's encoding, the module stays the same otherwise, and reading it
// back keeps relations. Damaged and foreign hints are errors or left out, never a wrong profile.
import t from 'tap';
import { exportHints } from '../../../profiles/hints/export-hints.ts';
import { hintSectionNames, insertHintSections, readHintSection } from '../../../profiles/hints/hint-sections.ts';
import { importHints } from '../../../profiles/hints/import-hints.ts';
import { emptyProfile, moduleHash, type Profile } from '../../../profiles/profile.ts';
import type { FunctionProfile } from '../../../profiles/profile-view.ts';
import { WasmError } from '../../../src/core/errors.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { disassembleFunction } from '../../../src/disassemble/disassemble.ts';
import { assemble } from '../../../src/text/assemble.ts';

const module = decodeModule(
  await assemble(`(module (import "a" "b" (func)) (type $t (func)) (table funcref (elem 2 3))
    (func $hot (param i32) (loop (call_indirect (type $t) (local.get 0)) (br_if 0 (local.get 0))))
    (func $a nop) (func $b nop) (func $never nop) (func $once nop) (func $twice nop))`),
);
const lines = disassembleFunction(module, 1, { functionName: () => undefined });
const at = (start: string) => lines.find(({ text }) => text.startsWith(start))?.offset as number;
const body = module.functions.offsets[0] as number;

function entered(functionIndex: number, entries: number): FunctionProfile {
  return { functionIndex, entries, loops: new Map(), outcomes: new Map(), indirect: new Map() };
}

/** Its loop runs 16 times for each of 100 entries; three quarters of the calls go to $a, a fifth to $b. */
const hot: FunctionProfile = {
  ...entered(1, 100),
  loops: new Map([[at('loop'), 1600]]),
  outcomes: new Map([[at('br_if'), [100, 1500]]]),
  indirect: new Map([
    [
      at('call_indirect'),
      {
        total: 1600,
        foreign: 1,
        targets: [
          { functionIndex: 2, count: 15 },
          { functionIndex: 3, count: 4 },
        ],
      },
    ],
  ]),
};
const profile: Profile = {
  ...emptyProfile(moduleHash(module.bytes)),
  functions: new Map(
    [hot, entered(2, 1200), entered(3, 320), entered(5, 1), entered(6, 80)].map((f) => [f.functionIndex, f]),
  ),
};
const copy = decodeModule(exportHints(profile, module));

function hintsOf(name: string, functionIndex: number): [number, number[]][] {
  return (readHintSection(copy, name).get(functionIndex) ?? []).map(({ offset, bytes }) => [offset, [...bytes]]);
}

t.test('encoding', async (t) => {
  // Of 3301 executions 1700 are the hot function's: its priority is the logarithm of two, rounded.
  t.same(hintsOf(hintSectionNames.priority, 1), [[0, [0, 1]]]);
  t.same(hintsOf(hintSectionNames.priority, 5), [[0, [0, 127]]], 'ran once');
  t.same(hintsOf(hintSectionNames.priority, 4), [], 'never ran');
  t.same(hintsOf(hintSectionNames.frequency, 1), [
    [at('loop') - body, [36]],
    [at('call_indirect') - body, [36]],
  ]);
  t.same(hintsOf(hintSectionNames.targets, 1), [[at('call_indirect') - body, [2, 75, 3, 20]]]);
});

t.test('the rest of the module is the same, and exporting again changes nothing more', async (t) => {
  t.same(
    copy.customSections.map(({ name }) => name),
    [...Object.values(hintSectionNames), 'name'],
  );
  const bodies = ({ bytes, functions }: typeof copy) =>
    Array.from(functions.offsets, (offset, index) => [
      ...bytes.subarray(offset, offset + (functions.sizes[index] ?? 0)),
    ]);
  t.same(bodies(copy), bodies(module));
  const none = new Map(Object.values(hintSectionNames).map((name) => [name, new Map()]));
  t.same([...insertHintSections(copy, none)], [...module.bytes], 'hints can be taken out again');
});

t.test('reading back', async (t) => {
  const back = importHints(copy);
  t.equal(back.moduleHash, moduleHash(copy.bytes));
  t.same([...back.functions.keys()].sort(), [1, 2, 3, 5, 6]);
  const moved = (copy.functions.offsets[0] as number) - body;
  const read = back.functions.get(1) as FunctionProfile;
  t.equal((read.loops.get(at('loop') + moved) as number) / read.entries, 16);
  const site = read.indirect.get(at('call_indirect') + moved);
  t.match(site, {
    foreign: 5,
    targets: [
      { functionIndex: 2, count: 75 },
      { functionIndex: 3, count: 20 },
    ],
  });
  t.equal((site?.total ?? 0) / read.entries, 16);
  t.equal(back.functions.get(5)?.entries, 1);
  const entries = (index: number) => back.functions.get(index)?.entries ?? 0;
  t.ok(entries(2) > entries(3) && entries(3) > entries(6) && entries(6) > entries(5), 'heat keeps its order');
  t.same(importHints(module).functions, new Map());
});

t.test('hints that do not fit are left out', async (t) => {
  const odd = insertHintSections(
    module,
    new Map([
      [
        hintSectionNames.priority,
        new Map([
          [0, [{ offset: 0, bytes: Uint8Array.of(0, 1) }]],
          [99, []],
        ]),
      ],
      [hintSectionNames.frequency, new Map([[1, [{ offset: 3000, bytes: Uint8Array.of(40) }]]])],
      [
        hintSectionNames.targets,
        new Map([[1, [{ offset: at('call_indirect') - body, bytes: Uint8Array.of(77, 10, 2, 60, 3, 60) }]]]),
      ],
    ]),
  );
  const { functions } = importHints(decodeModule(odd));
  t.same([...functions.keys()], [1], 'neither imports nor functions that do not exist');
  const read = functions.get(1) as FunctionProfile;
  t.equal(read.loops.size, 0);
  t.same([...read.indirect.values()][0], { total: 1024, foreign: 40, targets: [{ functionIndex: 2, count: 60 }] });
});

t.test('malformed sections are errors', async (t) => {
  const bytes = exportHints(profile, module);
  const section = copy.customSections[1] as (typeof copy.customSections)[number];
  let errors = 0;
  for (let at = section.offset; at < section.offset + section.sizeBytes; at++) {
    const damaged = Uint8Array.from(bytes);
    damaged[at] = 0xff;
    try {
      importHints(decodeModule(damaged));
    } catch (error) {
      t.ok(error instanceof WasmError, String(error));
      errors++;
    }
  }
  t.ok(errors > 0);
});
