// Runs a small program, cold and warm, with the bundles that the build has just made, and keeps the bytecode of what ran:
// a process of its own, and its worker thread. Usage: record-bytecode.mjs NAME=BUNDLE… (file names in build/bundles).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const self = fileURLToPath(import.meta.url);
const root = join(dirname(self), '..');
const require = createRequire(import.meta.url);
const { bytecodePath, openBundle } = require('../build/open-bundle.cjs');
// The object that the bundles see too: what is set here, they use.
const workerThreads = require('node:worker_threads');
// Bytecode that is made under other flags than V8's own is refused when it is opened.
require('node:v8').setFlagsFromString = () => {};
const channel = new workerThreads.BroadcastChannel('record-bytecode');

/** Opens a bundle as the product does; the function that is returned writes its bytecode. */
function open(name) {
  const { exports, script } = openBundle(name);
  const record = () => writeFileSync(bytecodePath(join(root, 'build/bundles', name)), script.createCachedData());
  return { exports, record };
}

/** Has worker threads open their bundles here instead of in their own entry. */
function recordWorkers(bundles) {
  workerThreads.Worker = class extends workerThreads.Worker {
    constructor(file, options) {
      super(self, { ...options, argv: [bundles[basename(file, '.cjs')]] });
    }
  };
}

async function recordProgram(bundles) {
  recordWorkers(bundles);
  const { exports, record } = open(bundles.cli);
  const directory = mkdtempSync(join(tmpdir(), 'wasabi-bytecode-'));
  try {
    const args = ['run', '--tier', 'tiered', '--cache-dir', directory, join(root, 'examples/hello.wasm')];
    for (const state of ['cold', 'warm']) {
      const { exitCode } = await exports.perform(args);
      if (exitCode !== 0) throw new Error(`the ${state} program ended with ${exitCode}`);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  record();
  const recorded = new Promise((resolve) => {
    channel.onmessage = resolve;
  });
  channel.postMessage('record');
  await recorded;
  process.exit();
}

function recordWorker(bundle) {
  const { record } = open(bundle);
  channel.onmessage = () => {
    record();
    channel.postMessage('recorded');
  };
}

const args = process.argv.slice(2);
if (isMainThread) await recordProgram(Object.fromEntries(args.map((arg) => arg.split('='))));
else recordWorker(args[0]);
