// Shared by these tests: builds a module of one function, verified.
import type { FunctionBuilder, LlvmModule, Type, Value } from '../../../src/llvm-bindings/index.ts';
import { ModuleBuilder, types } from '../../../src/llvm-bindings/index.ts';

/** What a test's callback writes a body with; a returned value is the function's result. */
export interface BodyContext {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
}

/** A module whose function `f` has this type and body; the entry block is open when `body` is called. */
export function moduleBuilder(
  result: Type,
  params: readonly Type[],
  body: (context: BodyContext) => Value | undefined,
): ModuleBuilder {
  const module = new ModuleBuilder({ name: 'test' });
  const f = module.defineFunction('f', module.functionType(result, params));
  f.position(f.block());
  const value = body({ module, f });
  if (result === types.void) f.ret();
  else if (value !== undefined) f.ret(value);
  return module;
}

/** As `moduleBuilder`, built and verified. */
export function buildFunction(
  result: Type,
  params: readonly Type[],
  body: (context: BodyContext) => Value | undefined,
): LlvmModule {
  return moduleBuilder(result, params, body).build({ verify: true });
}

/** The body of function `f` in textual IR, without metadata and indentation. */
export function bodyText(module: LlvmModule): string {
  const text = module.toText();
  const start = text.indexOf('{', text.indexOf('@f('));
  const lines = text.slice(start + 1, text.indexOf('\n}', start)).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
