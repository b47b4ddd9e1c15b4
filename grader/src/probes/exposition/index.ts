export { ExpositionError } from './exposition-error.ts';
export { expositionLimits } from './limits.ts';
export { parseExposition } from './parse-exposition.ts';
