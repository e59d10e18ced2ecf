// `npm start`: runs the main job on a real program, or `npm start -- ARGS` the command line with ARGS.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const given = process.argv.slice(2);
const args = given.length > 0 ? given : ['pgo', 'run', '-C', 'cache=n', join(root, 'examples/interpreter.wasm')];
if (given.length === 0) console.log('> wasabi pgo run -C cache=n examples/interpreter.wasm');
const { status, signal } = spawnSync(process.execPath, [join(root, 'build/cli.cjs'), ...args], { stdio: 'inherit' });
if (signal) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
