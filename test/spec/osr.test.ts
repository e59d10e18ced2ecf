// The specification's test suite, mode `osr` of modes.ts.
import { runMode } from './run-mode.ts';

await runMode('osr');
