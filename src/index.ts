// The public API: the classes and functions of the platform's WebAssembly namespace on our own engine, and the engine
// for those who want to set it up or look into it.
import { WASI } from './abi/wasi/wasi.ts';
import { Exception } from './js-api/exception.ts';
import { Global } from './js-api/global.ts';
import { Instance } from './js-api/instance.ts';
import { shapeInterface, shapeNamespace } from './js-api/interface-shape.ts';
import { Memory } from './js-api/memory.ts';
import { Module } from './js-api/module.ts';
import { compile, instantiate, validate } from './js-api/namespace.ts';
import { compileStreaming, instantiateStreaming } from './js-api/streaming.ts';
import { Table } from './js-api/table.ts';
import { jsTagObject, Tag } from './js-api/tag.ts';
import { CompileError, LinkError, RuntimeError } from './runtime/errors.ts';

export * from './engine.ts';
export {
  CompileError,
  compile,
  compileStreaming,
  Exception,
  Global,
  Instance,
  instantiate,
  instantiateStreaming,
  LinkError,
  Memory,
  Module,
  RuntimeError,
  Table,
  Tag,
  validate,
  WASI,
};

const classes = {
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
};
for (const [name, interfaceObject] of Object.entries(classes)) shapeInterface(name, interfaceObject);

/** All of it in one object, a stand-in for the platform's `WebAssembly`. */
export const WebAssembly = {
  ...classes,
  get JSTag(): Tag {
    return jsTagObject();
  },
  compile,
  compileStreaming,
  instantiate,
  instantiateStreaming,
  validate,
} as const;
shapeNamespace(WebAssembly, 'WebAssembly', Object.keys(classes));
