#!/usr/bin/env node
// The command `wasabi`: all it does is in the bundle of src/cli/main.ts.
import type { main } from '../cli/main.ts';
import { openBundle } from './open-bundle.ts';

/** File name of the bundle, put in by the build. */
declare const bundleName: string;

(openBundle(bundleName).exports as { main: typeof main }).main();
