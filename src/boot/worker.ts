// Entry of a worker thread: all it does is in its bundle.
import { openBundle } from './open-bundle.ts';

/** File name of the bundle, put in by the build. */
declare const bundleName: string;

openBundle(bundleName);
