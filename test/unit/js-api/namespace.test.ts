// The namespace object beside the platform's: members, names, lengths, attributes; compiling from bytes and responses.
import t from 'tap';
import { WebAssembly as ours } from '../../../src/index.ts';
import { assemble } from '../../../src/text/assemble.ts';

// biome-ignore lint/suspicious/noExplicitAny: both namespaces are called with wrong arguments on purpose
type Namespace = any;
const theirs: Namespace = Reflect.get(globalThis, 'WebAssembly');
const mine: Namespace = ours;

function attributes(target: object, name: string) {
  const { value, enumerable, configurable, get, set } = Object.getOwnPropertyDescriptor(target, name) ?? {};
  return { enumerable, configurable, length: value?.length, name: value?.name, get: get?.name, set: set !== undefined };
}

t.test('everything that the platform has is there, in the same shape', async (t) => {
  t.equal(String(mine), String(theirs));
  for (const name of Object.getOwnPropertyNames(theirs)) {
    const [own, platforms] = [attributes(mine, name), attributes(theirs, name)];
    t.same(own, platforms, name);
    const { prototype } = theirs[name];
    if (prototype === undefined || prototype instanceof Error) continue;
    for (const member of Object.getOwnPropertyNames(prototype)) {
      if (member === 'constructor') continue;
      t.same(attributes(mine[name].prototype, member), attributes(prototype, member), `${name} ${member}`);
    }
  }
});

const bytes = await assemble('(module)');
const wasm = { headers: { 'content-type': 'application/wasm' } };
const response = (body: Uint8Array | string, init?: ResponseInit) => new Response(Buffer.from(body), init);

const cases: Record<string, (W: Namespace) => unknown> = {
  'compile without bytes': (W) => W.compile(),
  'compile a string': (W) => W.compile('wasm'),
  'instantiate a string': (W) => W.instantiate('wasm'),
  'a response': async (W) => W.Module.exports(await W.compileStreaming(response(bytes, wasm))),
  'a promise of a response': async (W) =>
    Object.keys(await W.instantiateStreaming(Promise.resolve(response(bytes, wasm)))),
  'no section name': async (W) => W.Module.customSections(await W.compile(bytes)),
  'a symbol as section name': async (W) => W.Module.customSections(await W.compile(bytes), Symbol('s')),
  'a table index below 0': (W) => new W.Table({ element: 'anyfunc', initial: 1 }).get(-1),
  'an argument of an exception between integers': (W) => {
    const tag = new W.Tag({ parameters: ['i32', 'i32'] });
    return new W.Exception(tag, [7, 8]).getArg(tag, 1.5);
  },
  'exports of something else': (W) =>
    Object.getOwnPropertyDescriptor(W.Instance.prototype, 'exports')?.get?.call({}) === undefined,
};

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

for (const [name, run] of Object.entries(cases)) {
  t.test(name, async (t) => {
    t.same(await outcome(() => run(mine)), await outcome(() => run(theirs)));
  });
}

t.test('responses that hold no module are refused', async (t) => {
  const refused: [unknown, RegExp][] = [
    [5, /must be a Response/],
    [response(bytes), /unsupported MIME type 'null'/],
    [response(bytes, { headers: { 'content-type': 'text/html' } }), /unsupported MIME type 'text\/html'/],
    [response(bytes, { ...wasm, status: 404 }), /status code 404/],
  ];
  for (const [source, message] of refused) {
    await t.rejects(mine.compileStreaming(source), { constructor: TypeError, message });
  }
  await t.rejects(mine.instantiateStreaming(response('text', wasm)), mine.CompileError);
});
