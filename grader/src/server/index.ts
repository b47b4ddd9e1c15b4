export { StoreError } from '../store/store-error.ts';
export { serve } from './serve.ts';
export { ServeError } from './serve-error.ts';
