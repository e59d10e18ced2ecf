// What functions of a module are called for people. Knows neither profiles nor terminals.
import type { FuncIndex, Module } from '../core/module.ts';
import { decodeNames } from '../decode/names.ts';

/** Names of imports (`module.name`) and exports. */
function linkNames(module: Module): Map<FuncIndex, string> {
  const names = new Map<FuncIndex, string>();
  for (const { kind, name, index } of module.exports) {
    if (kind === 'function' && !names.has(index)) names.set(index, name);
  }
  const imports = module.imports.filter(({ description }) => description.kind === 'function');
  imports.forEach((entry, index) => {
    names.set(index, `${entry.module}.${entry.name}`);
  });
  return names;
}

/** Names from the name section; for functions that it leaves out those of their import or export. */
export function functionNames(module: Module): (functionIndex: FuncIndex) => string | undefined {
  const names = decodeNames(module);
  const others = linkNames(module);
  return (functionIndex) => names.functionName(functionIndex) ?? others.get(functionIndex);
}

/** Shown for a function without a name. */
export function placeholderName(functionIndex: FuncIndex): string {
  return `func[${functionIndex}]`;
}
