// Runs the specification's test suite on every tier and writes the table of what passed into README.md, between its
// markers. Usage: npm run conformance. WASABI_TESTSUITE names the suite's folder; default: ../shared/testsuite.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parts, renderTable, replaceTable, tiers } from './conformance-table.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const suite = process.env.WASABI_TESTSUITE ?? join(root, '../shared/testsuite');
const atOnce = 2;

function scripts(folder) {
  const directory = join(suite, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.wast'))
    .sort()
    .map((name) => join(directory, name));
}

/** Runs one tier; answers with the report of `wasabi wast --json`. */
function runTier(tier, files, directory) {
  const json = join(directory, `${tier}.json`);
  const args = [join(root, 'build/cli.cjs'), 'wast', `--tier=${tier}`, '--json', json, ...files];
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => {
      if (!existsSync(json)) return reject(new Error(`wasabi wast --tier=${tier} ended with ${code} and no report`));
      const failures = output.split('\n').filter((line) => /^ {2}\S+\.wast:\d+: /.test(line));
      console.log([`${tier}: ${((Date.now() - began) / 1000).toFixed(0)} s`, ...failures].join('\n'));
      resolve(JSON.parse(readFileSync(json, 'utf8')).files);
    });
  });
}

const folders = [...new Set(parts.map(({ folder }) => folder))];
const files = folders.flatMap(scripts);
if (files.length === 0) throw new Error(`there is no test suite in ${suite}`);
const directory = mkdtempSync(join(tmpdir(), 'wasabi-conformance-'));
const reports = {};
try {
  const queue = [...tiers];
  const work = async () => {
    for (let tier = queue.shift(); tier; tier = queue.shift()) reports[tier] = await runTier(tier, files, directory);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
} finally {
  rmSync(directory, { recursive: true });
}
const results = Object.fromEntries(
  Object.entries(reports).map(([tier, list]) => [
    tier,
    list.map((result) => ({ ...result, file: relative(suite, result.file) })),
  ]),
);
const readme = join(root, 'README.md');
writeFileSync(readme, replaceTable(readFileSync(readme, 'utf8'), renderTable(results)));
const failed = Object.values(results)
  .flat()
  .filter((result) => result.error !== undefined || result.failed > 0);
console.log(`README.md has the table; ${failed.length} of ${files.length * tiers.length} runs of a file failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
