// The specification's test suite, tier `baseline` of script-tiers.ts.
import { runMode } from './run-mode.ts';

await runMode('baseline');
