// The specification's test suite, mode `tiered` of modes.ts.
import { runMode } from './run-mode.ts';

await runMode('tiered');
