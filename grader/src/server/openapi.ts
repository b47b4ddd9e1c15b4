import { z } from 'zod';
import {
  apiErrorSchema,
  attemptAcceptedSchema,
  attemptListSchema,
  attemptQuerySchema,
  attemptRecordSchema,
  attemptRequestSchema,
  gradeEventSchema,
  labListSchema,
  platformSchema,
} from '../contract/index.ts';

const input = (schema: z.ZodType) => z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
const output = (schema: z.ZodType) => z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' });
const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema: output(schema) } },
});
const error = (description: string) => json(description, apiErrorSchema);
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

function queryParameters(schema: z.ZodType): object[] {
  const { properties = {} } = input(schema);
  return Object.entries(properties).map(([name, property]) => ({ name, in: 'query', schema: property }));
}

/** The API as OpenAPI 3.1, made from the schemas that the server itself parses with. */
export function openApiDocument(version: string): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Orkestr', version, description: 'Grades what the course ships and shows how, live and recorded.' },
    paths: {
      '/api/attempts': {
        post: {
          summary: 'Grade the reference solution or one of its mutants',
          requestBody: { required: true, content: { 'application/json': { schema: input(attemptRequestSchema) } } },
          responses: {
            202: json('Queued; it can no longer be lost', attemptAcceptedSchema),
            400: error('Not JSON'),
            403: error('Asked by a page of another origin'),
            404: error('No such lab or mutant; the nearest is named'),
            413: error('More than 16 KiB'),
            415: error('Not said to be JSON'),
            422: error('A field is not valid'),
            429: error('The queue is full; see Retry-After'),
            503: error('Labs cannot run here, nothing can be recorded, or the server is shutting down'),
          },
        },
        get: {
          summary: 'Attempts, newest first',
          parameters: queryParameters(attemptQuerySchema),
          responses: { 200: json('Attempts', attemptListSchema), 422: error('A parameter is not valid') },
        },
      },
      '/api/attempts/{id}': {
        get: {
          summary: 'One attempt, with its report once it has ended',
          parameters: [id],
          responses: { 200: json('The attempt', attemptRecordSchema), 404: error('No such attempt') },
        },
      },
      '/api/attempts/{id}/events': {
        get: {
          summary: 'The events of an attempt, live or replayed',
          description:
            'Messages without a name are events. `queued` has `{position, canGrade}`; `restart` says that the attempt begins anew; `end` has `{verdict}` and is the last.',
          parameters: [
            id,
            {
              name: 'after',
              in: 'query',
              schema: { type: 'string' },
              description: 'As Last-Event-ID, for a first connection',
            },
            { name: 'Last-Event-ID', in: 'header', schema: { type: 'string' } },
          ],
          responses: {
            200: {
              description: 'Server-Sent Events',
              content: { 'text/event-stream': { schema: output(gradeEventSchema) } },
            },
            404: error('No such attempt'),
            503: error('Too many watch at once, or the server is shutting down'),
          },
        },
      },
      '/api/labs': {
        get: { summary: 'Labs in teaching order', responses: { 200: json('Labs', labListSchema) } },
      },
      '/api/platform': {
        get: { summary: 'What this machine can grade with', responses: { 200: json('The platform', platformSchema) } },
      },
    },
  };
}
