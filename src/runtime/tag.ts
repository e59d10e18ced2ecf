// Tags (spec 4.2.9): what tells exceptions apart, and the types of what they carry. Shared by the instances that import
// one and by JavaScript.
import { addon } from './addon.ts';
import { type FunctionType, functionTypeOf, internFunctionType } from './function-types.ts';
import { isExnRef, isExternRef, isFuncRef } from './lifetime.ts';
import type { NativeTag } from './native-addon.ts';

/** What native code must know of each value of a payload: `TagObject::Kind` in exception.h. */
const PayloadKind = { plain: 0, externref: 1, exnref: 2 } as const;

export class WasmTag {
  readonly native: NativeTag;
  /** Its identity, in compiled code too. */
  readonly address: number;
  /** Closed; the parameters are the payload's types. */
  readonly type: FunctionType;

  constructor(type: FunctionType, made = create(type)) {
    this.type = type;
    this.native = made.native;
    this.address = made.address;
    tags.set(this.address, new WeakRef(this));
    forgetTag.register(this, this.address);
    // A payload may be the last to name a function of the instances that the tag is tied to.
    if (type.params.some(isFuncRef)) addon().holdTagWithExceptions(this.native, this);
  }
}

const tags = new Map<number, WeakRef<WasmTag>>();
const forgetTag = new FinalizationRegistry((address: number) => {
  if (!tags.get(address)?.deref()) tags.delete(address);
});

function create({ params, id }: FunctionType): { readonly native: NativeTag; readonly address: number } {
  const kinds = params.map((param) => {
    if (isExternRef(param)) return PayloadKind.externref;
    return isExnRef(param) ? PayloadKind.exnref : PayloadKind.plain;
  });
  return addon().createTag(Uint8Array.from(kinds), id);
}

/** The tag of an exception, which lives as long as the exception does. */
export function tagOfException(exception: number, address: number, typeId: number): WasmTag {
  return (
    tags.get(address)?.deref() ??
    new WasmTag(functionTypeOf(typeId), { native: addon().tagOfException(exception), address })
  );
}

let shared: WasmTag | undefined;

/** The tag of JavaScript's own exceptions (JS Interface 5.12): its payload is the thrown value. */
export function jsTag(): WasmTag {
  shared ??= new WasmTag(internFunctionType({ params: ['externref'], results: [] }));
  return shared;
}
