// Runs one regression program on our engine in a process of its own. Arguments: file, tier, tuning as JSON. Writes the
// outcomes as one JSON line.
import { readFileSync } from 'node:fs';
import { createEngine, Instance, Module, type TierMode } from '../../src/index.ts';
import { assembled, outcomes } from './programs.ts';

const [file = '', tier, tuning = '{}'] = process.argv.slice(2);
const engine = createEngine({ tier: tier as TierMode, tuning: JSON.parse(tuning) });
const text = readFileSync(file, 'utf8');
const { exports } = new Instance(new Module(await assembled(file, text), engine), {});
process.stdout.write(`${JSON.stringify(outcomes(text, exports as Record<string, unknown>))}\n`);
await engine.shutdown();
