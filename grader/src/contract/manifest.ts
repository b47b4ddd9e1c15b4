import { z } from 'zod';

const words = z.array(z.string().min(1)).min(1);

/** One service of a repository: where its Dockerfile is, where it listens, how its database is migrated. */
export const serviceSchema = z.strictObject({
  build: z.string().min(1).default('.').describe('Folder with a Dockerfile, relative to orkestr.yaml'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(8080)
    .describe('Port it listens on; the same number is given as PORT'),
  migrate: words
    .optional()
    .describe('Command that migrates the database; up | down [N] | version | force V is appended to it'),
});

/** `orkestr.yaml`, the learner's side of the contract. One spelling per option; an unknown key is an error. */
export const manifestSchema = z.strictObject({
  version: z.literal(1).describe('Version of this file format'),
  track: z.string().min(1).describe('Slug of the track: lab names may then be given without it'),
  services: z.record(z.string(), serviceSchema).describe("Services by the names the track's page gives"),
  quality: z.unknown().optional().describe('Read by the lab code-quality'),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type ServiceManifest = z.infer<typeof serviceSchema>;
