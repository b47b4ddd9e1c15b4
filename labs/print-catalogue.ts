// Prints the course and its labs as JSON: the site is built from it without importing the grader.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseSchema } from 'orkestr/contract';
import { labView, loadCatalogue, repositoryRoot } from 'orkestr/lab';
import { parse } from 'yaml';

const course = courseSchema.parse(parse(readFileSync(join(repositoryRoot, 'content/course.yaml'), 'utf8')));
const labs = (await loadCatalogue()).map(labView);
process.stdout.write(JSON.stringify({ course, labs }));
