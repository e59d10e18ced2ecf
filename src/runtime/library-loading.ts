// A native library that is loaded ahead of the thread that opens it. Knows no library.
import { addon } from './addon.ts';

/**
 * Loads a library ahead of whoever opens it, on a thread of its own; a second call does nothing. A process that may end
 * in the meantime by `process.exit` must call `awaitLoading` first.
 */
export function beginLoading(path: string): void {
  addon().beginLoading(path);
}

/** Waits until the library of `beginLoading` is loaded; at once without one. */
export function awaitLoading(): void {
  addon().awaitLoading();
}
