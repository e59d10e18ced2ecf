// What other rooms use of lowering.
export { counterLayoutOf, functionSymbol, lowerFunctions, osrSymbol } from './lower-unit.ts';
export type { LoweredFunction, LoweredUnit, LowerRequest, OsrRequest } from './request.ts';
