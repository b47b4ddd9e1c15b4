export { ExpositionError } from './exposition-error.ts';
export { type ExpositionLimits, expositionLimits } from './limits.ts';
export { parseExposition } from './parse-exposition.ts';
