// What code in the cache depends on, and the key that follows: code made for anything else is another entry. Loads no
// LLVM to find out.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../core/paths.ts';
import { processorIdentity } from '../runtime/binding.ts';

/** What the build noted about itself (scripts/build.mjs). */
interface BuildIdentity {
  /** Hash of everything that takes part in making code. */
  readonly build: string;
  /** Version of LLVM, and the file of its library. */
  readonly llvm: string;
  readonly llvmLibrary: string;
}

/** Everything that an entry's code depends on beside the module. */
export interface CodeMaker {
  readonly wasabi: string;
  readonly build: string;
  readonly llvm: string;
  /** Size and time of LLVM's library: it may be replaced without a build of ours. */
  readonly llvmFile: string;
  readonly processor: string;
}

/** Who would make code in this process; undefined where the build left no note, as then nothing can be told apart. */
export function thisMaker(): CodeMaker | undefined {
  try {
    const identity = JSON.parse(readFileSync(join(packageRoot, 'build/identity.json'), 'utf8')) as BuildIdentity;
    const { size, mtimeMs } = statSync(identity.llvmLibrary);
    return {
      wasabi: packageVersion(),
      build: identity.build,
      llvm: identity.llvm,
      llvmFile: `${size} ${mtimeMs}`,
      processor: processorIdentity(),
    };
  } catch {
    return undefined;
  }
}

/** What a run asks for that changes the code it gets: tier, thresholds, hash of a given profile. */
export type CodeOptions = Readonly<Record<string, unknown>>;

/** 32 bytes that differ whenever module, maker or options do. */
export function entryKey(moduleHash: string, maker: CodeMaker, options: CodeOptions): Uint8Array {
  const { wasabi, build, llvm, llvmFile, processor } = maker;
  const text = JSON.stringify([moduleHash, wasabi, build, llvm, llvmFile, processor, options]);
  return createHash('sha256').update(text).digest();
}
