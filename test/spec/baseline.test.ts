// The specification's test suite, mode `baseline` of modes.ts.
import { runMode } from './run-mode.ts';

await runMode('baseline');
