// Where our verdict on a module and V8's differ, and why that is right: reviewed by hand. Whatever stands here for no
// difference of today may stand for one of another version of V8.
import type { WasmError } from '../../src/core/errors.ts';

interface Explanation {
  readonly why: string;
  /** Pattern of our message where we refuse, of V8's where it does. */
  readonly ours?: RegExp;
  readonly theirs?: RegExp;
}

const explanations: readonly Explanation[] = [
  { why: 'we say that we do not support it', ours: /^unsupported: / },
  { why: 'V8 has no custom page sizes', theirs: /invalid memory limits flags 0x[89a-f]/ },
  { why: 'V8 has no wide arithmetic', theirs: /invalid numeric opcode: 0xfc1[3-6]/ },
  {
    why: 'sizes that V8 refuses when it compiles, and we when something of that size is made',
    theirs: /is larger than implementation limit/,
  },
];

/** Why one of both refuses a module; undefined when nobody knows. */
export function explanation(ours: WasmError | undefined, theirs: string | undefined): string | undefined {
  return explanations.find((known) => {
    if (ours !== undefined) return known.ours?.test(ours.message) === true;
    return theirs !== undefined && known.theirs?.test(theirs) === true;
  })?.why;
}
