// The public API: the classes and functions of the platform's WebAssembly namespace on our own engine, and the engine
// for those who want to set it up or look into it.
import { WASI } from './abi/wasi/wasi.ts';
import { Exception } from './js-api/exception.ts';
import { Global } from './js-api/global.ts';
import { Instance } from './js-api/instance.ts';
import { Memory } from './js-api/memory.ts';
import { Module } from './js-api/module.ts';
import { compile, instantiate, validate } from './js-api/namespace.ts';
import { Table } from './js-api/table.ts';
import { jsTagObject, Tag } from './js-api/tag.ts';
import { CompileError, LinkError, RuntimeError } from './runtime/errors.ts';

export * from './engine.ts';
export {
  CompileError,
  compile,
  Exception,
  Global,
  Instance,
  instantiate,
  LinkError,
  Memory,
  Module,
  RuntimeError,
  Table,
  Tag,
  validate,
  WASI,
};

/** All of it in one object, a stand-in for the platform's `WebAssembly`. */
export const WebAssembly = {
  CompileError,
  Exception,
  Global,
  Instance,
  LinkError,
  Memory,
  Module,
  RuntimeError,
  Table,
  Tag,
  get JSTag(): Tag {
    return jsTagObject();
  },
  compile,
  instantiate,
  validate,
} as const;
