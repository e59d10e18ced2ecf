// Five minutes of fuzzing in continuous integration, half a minute elsewhere; WASABI_FUZZ_SECONDS and WASABI_FUZZ_SEED
// say otherwise. A failure names its seed, with which `npm run fuzz -- --seed N --modules 1` repeats it.
import t from 'tap';
import { formatReport, fuzz, opcodeCoverage } from './fuzz.ts';

const seconds = Number(process.env.WASABI_FUZZ_SECONDS ?? (process.env.CI ? 300 : 30));
const seed = Number(process.env.WASABI_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 30));

t.setTimeout((seconds + 300) * 1000);
t.comment(`seed ${seed}`);
const report = await fuzz({ seed, seconds, modules: 2 ** 31, jobs: process.env.CI ? 2 : 1 });
for (const line of formatReport(report).split('\n')) t.comment(line);
t.same(report.findings, [], `no difference from seed ${seed} on`);
t.ok(report.tally.swapped > 0, 'code was replaced while modules ran');
t.ok(opcodeCoverage(report.opcodes).covered > 100, 'many opcodes ran');
