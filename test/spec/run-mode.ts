// The suite in one mode, as tap subtests, one a file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { featureTitles } from '../../src/core/features.ts';
import type { CommandResult } from '../../src/wast/run-script.ts';
import type { ScriptAnswer } from '../../src/wast/script-process.ts';
import { ScriptRunner } from '../../src/wast/script-runner.ts';
import { type ScriptTier, scriptTiers } from '../../src/wast/script-tiers.ts';
import { assemblerDiffers, leftOut, unsupportedReasons } from './expectations.ts';
import { garbageCollection } from './garbage-collection.ts';
import { leaveOut } from './left-out.ts';
import { suiteDirectory, suiteFiles } from './suite-files.ts';

/** For the whole suite: a busy machine with two processors takes a minute or two. */
const limitMs = 900_000;
const fileLimitMs = 120_000;

/** Failures listed for one file at most: the rest is most often the same again. */
const listed = 20;

function describe(results: readonly CommandResult[]): string[] {
  return results.slice(0, listed).map(({ line, command, message }) => `line ${line}: ${command}: ${message}`);
}

function check(test: Test, file: string, answer: ScriptAnswer): void {
  if (answer.kind !== 'report') {
    test.fail(answer.message);
    return;
  }
  const { report } = answer;
  test.same(describe(report.failed), [], `${report.passed} commands pass`);
  test.same(describe(report.phrase), [], 'messages begin with the phrases of the suite');
  const rejected = report.unsupported.filter(({ message }) => message.startsWith(needsCollection));
  test.same(lines(rejected), garbageCollection[file] ?? [], 'what needs garbage collection is listed');
  const others = report.unsupported.filter(({ message }) => !message.includes(needsCollection));
  const reasons = unsupportedReasons(file);
  if (reasons.length === 0) test.same(describe(others), [], 'nothing else is unsupported');
  else test.ok(others.length > 0, `listed as unsupported (${reasons.join(', ')}), and is`);
  if (!assemblerDiffers.some((pattern) => pattern.test(file))) {
    test.same(describe(report.textFailed), [], `${report.textPassed.length} assertions test only the assembler`);
  }
}

const needsCollection = `unsupported: ${featureTitles.gc}`;

function lines(results: readonly CommandResult[]): number[] {
  return results.map(({ line }) => line);
}

/** Runs every file of the suite; says so and skips where the suite is absent. */
export async function runMode(mode: ScriptTier): Promise<void> {
  const directory = suiteDirectory();
  if (directory === undefined) {
    t.pass('skipped: there is no test suite here; WASABI_TESTSUITE names its folder');
    return;
  }
  t.setTimeout(limitMs);
  await t.test(mode, { timeout: limitMs }, async (test) => runFiles(test, mode, directory));
}

function scriptOf(directory: string, file: string): string {
  const source = readFileSync(join(directory, file), 'utf8');
  const pattern = leftOut[file];
  return pattern === undefined ? source : leaveOut(source, pattern);
}

async function runFiles(test: Test, mode: ScriptTier, directory: string): Promise<void> {
  const only = process.env.WASABI_SPEC_FILES?.split(',');
  const runner = new ScriptRunner(scriptTiers[mode], fileLimitMs);
  let [swaps, osrEntries, refusedLoops, passed] = [0, 0, 0, 0];
  try {
    for (const file of suiteFiles(directory).filter((name) => only === undefined || only.includes(name))) {
      const answer = await runner.run(scriptOf(directory, file));
      if (answer.kind === 'report') {
        swaps += answer.tiering.swaps;
        osrEntries += answer.tiering.osrEntries;
        refusedLoops += answer.tiering.refusedLoops;
        passed += answer.report.passed;
      }
      await test.test(file, async (inner) => check(inner, file, answer));
    }
  } finally {
    runner.stop();
  }
  test.comment(
    `${mode}: ${passed} commands pass, ${swaps} swaps, ${osrEntries} OSR entries, ${refusedLoops} loops refused`,
  );
  if (mode === 'tiered') test.ok(swaps > 0, 'functions were swapped while they ran');
  if (mode === 'osr') test.ok(osrEntries > 0, 'loops were left for their continuations');
  test.equal(refusedLoops, 0, 'every hot loop got its continuation');
}
