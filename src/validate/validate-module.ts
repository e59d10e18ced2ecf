// Validation of a whole module (spec 3.5).
import type { Module } from '../core/module.ts';
import { validateDeclarations } from './validate-declarations.ts';
import { validateFunctions } from './validate-function.ts';

/** Validates everything. Throws `WasmError` with byte offset and, for bodies, function index. */
export function validateModule(module: Module): void {
  validateDeclarations(module);
  validateFunctions(module, 0, module.functions.count);
}
