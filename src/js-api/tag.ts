// `Tag` (JS Interface 5.12): JavaScript's view of a tag, and the tag of JavaScript's own exceptions.
import type { ValType } from '../core/module.ts';
import { internFunctionType } from '../runtime/function-types.ts';
import { jsTag, WasmTag } from '../runtime/tag.ts';
import { valueTypes } from './global.ts';

export interface TagDescriptor {
  readonly parameters: Iterable<string>;
}

const tags = new WeakMap<Tag, WasmTag>();
const objects = new WeakMap<WasmTag, Tag>();

/** The tag behind a `Tag`; undefined for anything else. */
export function wasmTagOf(value: unknown): WasmTag | undefined {
  return value instanceof Tag ? tags.get(value) : undefined;
}

/** The one `Tag` object of a tag. */
export function tagObject(tag: WasmTag): Tag {
  let object = objects.get(tag);
  if (!object) {
    object = Object.create(Tag.prototype) as Tag;
    tie(object, tag);
  }
  return object;
}

function tie(object: Tag, tag: WasmTag): void {
  tags.set(object, tag);
  objects.set(tag, object);
}

function readParameters(descriptor: TagDescriptor): ValType[] {
  if (descriptor === null || typeof descriptor !== 'object') {
    throw new TypeError('WebAssembly.Tag(): Argument 0 must be a tag type');
  }
  const { parameters } = descriptor;
  if (parameters === null || typeof parameters?.[Symbol.iterator] !== 'function') {
    throw new TypeError("WebAssembly.Tag(): Argument 0 must be a tag type with 'parameters'");
  }
  return Array.from(parameters, (name, index) => {
    const type = valueTypes[String(name)];
    if (type !== undefined) return type;
    throw new TypeError(`WebAssembly.Tag(): Argument 0 parameter type at index #${index} must be a value type`);
  });
}

export class Tag {
  constructor(descriptor: TagDescriptor) {
    tie(this, new WasmTag(internFunctionType({ params: readParameters(descriptor), results: [] })));
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Tag';
  }
}

/** `WebAssembly.JSTag`: catches JavaScript's exceptions, with what was thrown as payload. The same object each time. */
export function jsTagObject(): Tag {
  return tagObject(jsTag());
}
