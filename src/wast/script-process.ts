// The process that runs scripts: a crash of native code ends it and nothing else. Told by messages which scripts to
// run, it answers each with a report. Its argument is `EngineOptions` as JSON. Reads no
// file.
import { createEngine, type Engine, type EngineOptions } from '../engine.ts';
import { runScript, type ScriptReport } from './run-script.ts';
import { ScriptSyntaxError } from './s-expression.ts';
import { threadStarter } from './script-thread.ts';
import { instantiateSpectest } from './spectest.ts';
import { WasabiEngine } from './wasabi-engine.ts';

export interface ScriptRequest {
  readonly source: string;
}

/** What tiering did while a script ran. */
export interface TierCounts {
  readonly swaps: number;
  readonly osrEntries: number;
  /** Loops for which no continuation could be compiled. */
  readonly refusedLoops: number;
}

export type ScriptAnswer =
  | { readonly kind: 'report'; readonly report: ScriptReport; readonly tiering: TierCounts }
  /** No script can be read from the source. */
  | { readonly kind: 'syntax'; readonly message: string }
  /** Our own failure: an unexpected error, the process's death, no answer in time. */
  | { readonly kind: 'broken'; readonly message: string };

function countsOf(engine: Engine): TierCounts {
  const { counters } = engine.metrics();
  return {
    swaps: counters['tierUp:swaps_count'],
    osrEntries: counters['osr:entries_count'],
    refusedLoops: counters['osr:refused_count'],
  };
}

async function answer(options: EngineOptions, { source }: ScriptRequest): Promise<ScriptAnswer> {
  const engine = createEngine(options);
  try {
    const scripted = new WasabiEngine(engine);
    const spectest = await instantiateSpectest(scripted);
    const report = await runScript(source, scripted, { spectest, startThread: threadStarter(options) });
    return { kind: 'report', report, tiering: countsOf(engine) };
  } catch (error) {
    if (error instanceof ScriptSyntaxError) return { kind: 'syntax', message: error.message };
    return { kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await engine.shutdown();
  }
}

const options = JSON.parse(process.argv[2] ?? '{}') as EngineOptions;
process.on('message', async (request: ScriptRequest) => {
  // A parent that is gone is no error.
  process.send?.(await answer(options, request), () => undefined);
});
process.on('disconnect', () => process.exit());
