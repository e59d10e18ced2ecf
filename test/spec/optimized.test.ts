// The specification's test suite, mode `optimized` of modes.ts.
import { runMode } from './run-mode.ts';

await runMode('optimized');
