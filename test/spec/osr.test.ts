// The specification's test suite, tier `osr` of script-tiers.ts.
import { runMode } from './run-mode.ts';

await runMode('osr');
