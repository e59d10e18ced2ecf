// The specification's test suite, tier `tiered` of script-tiers.ts.
import { runMode } from './run-mode.ts';

await runMode('tiered');
