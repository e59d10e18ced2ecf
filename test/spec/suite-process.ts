// The process that runs scripts: a crash of native code ends it and nothing else. Told by messages which scripts to
// run, it answers each with a report.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createEngine, type Engine } from '../../src/engine.ts';
import { runScript, type ScriptReport } from '../../src/wast/run-script.ts';
import { instantiateSpectest } from '../../src/wast/spectest.ts';
import { WasabiEngine } from '../../src/wast/wasabi-engine.ts';
import { leftOut } from './expectations.ts';
import { leaveOut } from './left-out.ts';
import { isMode, modes } from './modes.ts';

export interface ScriptRequest {
  readonly path: string;
}

export type ScriptAnswer =
  | {
      readonly kind: 'report';
      readonly report: ScriptReport;
      readonly swaps: number;
      readonly osrEntries: number;
      /** Loops for which no continuation could be compiled. */
      readonly refusedLoops: number;
    }
  | { readonly kind: 'broken'; readonly message: string };

const mode = process.argv[2] ?? '';
if (!isMode(mode)) throw new Error(`unknown mode ${mode}`);

function countsOf(engine: Engine): { swaps: number; osrEntries: number; refusedLoops: number } {
  const { counters } = engine.metrics();
  return {
    swaps: counters['tierUp:swaps_count'],
    osrEntries: counters['osr:entries_count'],
    refusedLoops: counters['osr:refused_count'],
  };
}

async function answer({ path }: ScriptRequest): Promise<ScriptAnswer> {
  const engine = createEngine(modes[mode as keyof typeof modes]);
  try {
    const scripted = new WasabiEngine(engine);
    const pattern = leftOut[basename(path)];
    const source = readFileSync(path, 'utf8');
    const text = pattern === undefined ? source : leaveOut(source, pattern);
    const report = await runScript(text, scripted, await instantiateSpectest(scripted));
    return { kind: 'report', report, ...countsOf(engine) };
  } catch (error) {
    return { kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await engine.shutdown();
  }
}

process.on('message', async (request: ScriptRequest) => {
  process.send?.(await answer(request));
});
process.on('disconnect', () => process.exit());
