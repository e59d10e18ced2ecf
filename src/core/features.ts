// Which parts of WebAssembly there are, and which are accepted now. A module that needs another part is
// rejected as `unsupported`, by name; nothing else in the code asks whether a feature is on.

/** Every part of the language that our tables know, by the name of its proposal. */
export type Feature =
  | 'mvp'
  | 'mutableGlobals'
  | 'signExtension'
  | 'saturatingFloatToInt'
  | 'multiValue'
  | 'bulkMemory'
  | 'referenceTypes'
  | 'extendedConst'
  | 'multiMemory'
  | 'tailCall'
  | 'functionReferences'
  | 'exceptions'
  | 'legacyExceptions'
  | 'threads'
  | 'simd'
  | 'relaxedSimd'
  | 'memory64'
  | 'customPageSizes'
  | 'wideArithmetic'
  | 'gc';

/** What a user calls each feature, for messages. */
export const featureTitles: Readonly<Record<Feature, string>> = {
  mvp: 'WebAssembly 1.0',
  mutableGlobals: 'mutable globals',
  signExtension: 'sign extension',
  saturatingFloatToInt: 'saturating float-to-int conversion',
  multiValue: 'multiple values',
  bulkMemory: 'bulk memory operations',
  referenceTypes: 'reference types',
  extendedConst: 'extended constant expressions',
  multiMemory: 'multiple memories',
  tailCall: 'tail calls',
  functionReferences: 'typed function references',
  exceptions: 'exceptions',
  legacyExceptions: 'legacy exceptions',
  threads: 'threads',
  simd: 'SIMD',
  relaxedSimd: 'relaxed SIMD',
  memory64: '64-bit memories and tables',
  customPageSizes: 'custom page sizes',
  wideArithmetic: 'wide arithmetic',
  gc: 'garbage collection',
};

/** The features that modules may use. */
export const acceptedFeatures = [
  'mvp',
  'mutableGlobals',
  'signExtension',
  'saturatingFloatToInt',
  'multiValue',
  'bulkMemory',
  'referenceTypes',
  'extendedConst',
  'multiMemory',
  'tailCall',
  'functionReferences',
  'simd',
  'relaxedSimd',
  'threads',
  'memory64',
  'customPageSizes',
  'wideArithmetic',
  'exceptions',
  'legacyExceptions',
] as const satisfies readonly Feature[];

export type AcceptedFeature = (typeof acceptedFeatures)[number];

const accepted: ReadonlySet<Feature> = new Set<Feature>(acceptedFeatures);

/** Whether modules may use `feature`. */
export function isAccepted(feature: Feature): boolean {
  return accepted.has(feature);
}
