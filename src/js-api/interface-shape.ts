// Classes and functions in the shape that Web IDL gives the platform's (JS Interface 5, Web IDL 3.7): names, lengths
// and enumerable members, whatever a bundler made of them. Knows none of them.

function enumerateMembers(target: object, except: readonly string[]): void {
  for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
    const member = typeof value === 'function' || get !== undefined;
    if (member && !except.includes(name)) Object.defineProperty(target, name, { enumerable: true });
  }
}

/** Shapes an interface object and its prototype: one argument is required, methods and attributes are enumerable. */
export function shapeInterface(name: string, interfaceObject: { readonly prototype: object }): void {
  Object.defineProperties(interfaceObject, { name: { value: name }, length: { value: 1 } });
  enumerateMembers(interfaceObject, ['prototype']);
  enumerateMembers(interfaceObject.prototype, ['constructor']);
}

/** Shapes a namespace object: its classes are not enumerable, and each of its functions requires one argument. */
export function shapeNamespace(namespace: object, name: string, classes: readonly string[]): void {
  for (const member of classes) Object.defineProperty(namespace, member, { enumerable: false });
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(namespace))) {
    if (typeof value === 'function') Object.defineProperty(value, 'length', { value: 1 });
  }
  Object.defineProperty(namespace, Symbol.toStringTag, { value: name, configurable: true });
}
