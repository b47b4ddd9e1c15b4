export { StoreError } from '../store/store-error.ts';
export { type RunningServer, type ServeOptions, serve } from './serve.ts';
export { ServeError } from './serve-error.ts';
