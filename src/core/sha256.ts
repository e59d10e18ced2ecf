// SHA-256. Node's cryptography is loaded when something is first hashed: that takes 4 ms, and most threads never do.
import { createRequire } from 'node:module';

let crypto: typeof import('node:crypto') | undefined;

/** The hash of some bytes, 32 bytes long. */
export function sha256(bytes: Uint8Array): Buffer {
  crypto ??= createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
  return crypto.createHash('sha256').update(bytes).digest();
}
