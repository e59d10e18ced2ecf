// The name under which the system's tools (ps, top, perf) and the bench see a thread. Knows nothing of what it does.
import { writeFileSync } from 'node:fs';

/** Names the calling thread; at most 15 bytes count. */
export function nameThread(name: string): void {
  try {
    writeFileSync('/proc/thread-self/comm', name);
  } catch {
    // Where /proc is not there, the thread goes without a name.
  }
}
