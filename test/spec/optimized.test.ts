// The specification's test suite, tier `optimized` of script-tiers.ts.
import { runMode } from './run-mode.ts';

await runMode('optimized');
