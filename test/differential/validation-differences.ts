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
  { why: 'V8 refuses modules with both kinds of exceptions', theirs: /mix of legacy and new exception handling/ },
  { why: 'V8 has no wide arithmetic', theirs: /invalid numeric opcode: 0xfc1[3-6]/ },
  {
    why: 'limits are 64-bit numbers since 3.0, whatever the type of addresses; V8 wants their shorter encoding',
    theirs: /length overflow while decoding (initial|maximum) size/,
  },
  {
    why: 'after code that cannot be reached, V8 takes a reference of unknown type for any value',
    ours: /^type mismatch: instruction requires \[.*\] but stack has \[a reference\]/,
  },
  {
    why: 'there, V8 leaves on the stack what a conditional branch found, where the label says that it may be null',
    ours: /^type mismatch: instruction requires \[\(ref [\w$]+\)\] but stack has \[(\w+ref|\(ref null [\w$]+\))\]/,
  },
  {
    why: 'V8 lets br_on_non_null go to a label without results where nothing is reached',
    ours: /^type mismatch: br_on_non_null's label takes a reference/,
  },
  {
    why: 'a tag has an attribute of one byte, where V8 takes a longer encoding of 0',
    ours: /^malformed tag attribute/,
  },
  { why: 'V8 lets an element segment have any value type', ours: /^malformed reference type / },
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
