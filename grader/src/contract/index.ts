export * from './api.ts';
export * from './catalogue.ts';
export * from './course.ts';
export * from './events.ts';
export * from './manifest.ts';
export * from './report.ts';
export * from './text.ts';
export * from './verdict.ts';
