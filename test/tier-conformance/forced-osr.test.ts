// The suite with on-stack replacement forced at every loop header that executes, one loop of each function at a time,
// so that inner loops too are entered from baseline code. Loops that are refused are listed; there must be none.
import t from 'tap';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { ModuleFacts } from '../../tiers/body-facts.ts';
import { loadPrograms } from './programs.ts';
import { compare, expectedObservations, runSuite } from './suite.ts';

const forced = { entryBudget: 1 << 30, loopBudget: 1, budgetGrowth: 1, sync: true, forceOsr: true };

const expected = expectedObservations();
const facts = new Map((await loadPrograms()).map(({ name, bytes }) => [name, new ModuleFacts(decodeModule(bytes))]));
const executed = runSuite('baseline', {}).map(({ program, executedLoops }) => ({
  program,
  loops: executedLoops.map(({ functionIndex, offset }) => ({
    functionIndex,
    loop: facts
      .get(program)!
      .body(functionIndex)
      .loops.findIndex((loop) => loop.offset === offset),
  })),
}));
const deepest = Math.max(...executed.flatMap(({ loops }) => loops.map(({ loop }) => loop)));

for (let ordinal = 0; ordinal <= deepest; ordinal++) {
  const wanted = executed
    .map(({ program, loops }) => ({ program, loops: loops.filter(({ loop }) => loop === ordinal) }))
    .filter(({ loops }) => loops.length > 0);
  const names = wanted.map(({ program }) => program);
  const reports = runSuite('tiered', { ...forced, forceOsrLoop: ordinal }, names);
  t.strictSame(reports.map(({ program }) => program).sort(), names.sort(), `loops ${ordinal}: every program ended`);
  compare(t, reports, expected);
  for (const { program, continued, osrEntries, refused } of reports) {
    const loops = wanted.find((entry) => entry.program === program)?.loops ?? [];
    const key = ({ functionIndex, loop }: { functionIndex: number; loop: number }) => `${functionIndex}.${loop}`;
    t.strictSame(continued.map(key).sort(), loops.map(key).sort(), `${program}: every loop ${ordinal} was continued`);
    t.ok(osrEntries >= loops.length, `${program}: ${osrEntries} entries for ${loops.length} loops`);
    t.strictSame(refused, [], `${program}: no loop was refused`);
  }
}
