// What a lesson may import: `import { Code, Figure, Question, Term } from '@lesson';`
export { default as Code } from './code.astro';
export { default as Figure } from './figure.astro';
export { default as Question } from './question.astro';
export { default as Term } from './term.astro';
