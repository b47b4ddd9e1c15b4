import { z } from 'zod';

const bytes = z.number().int().positive();
const mebibyte = 1024 * 1024;

/** Every bound of an attempt, with its default. None is ever unlimited. */
export const limitsSchema = z.strictObject({
  sourceFiles: z.number().int().positive().default(5_000).describe('Regular files in a submission'),
  sourceFileBytes: bytes.default(16 * mebibyte).describe('Size of one file'),
  sourceBytes: bytes.default(64 * mebibyte).describe('Size of all files together'),
  sourceDepth: z.number().int().positive().default(32).describe('Folders inside one another'),
  buildMs: z.number().positive().default(600_000).describe('Time for an image build'),
  buildMemoryBytes: bytes.default(2048 * mebibyte).describe('Memory of each build step, swap included'),
  buildCpus: z.number().positive().default(2).describe('Processors a build step may use'),
  buildPids: z.number().int().positive().default(1024).describe('Processes of all build steps together'),
  buildOutputBytes: bytes.default(4 * mebibyte).describe('Build output that is kept'),
  imageBytes: bytes.default(2048 * mebibyte).describe('Size of a built image'),
  runMemoryBytes: bytes.default(512 * mebibyte).describe('Memory of a service, swap included'),
  runCpus: z.number().positive().default(1).describe('Processors a service may use'),
  runPids: z.number().int().positive().default(256).describe('Processes and threads of a service'),
  runFiles: z.number().int().positive().default(4096).describe('Open files of a process'),
  runFileBytes: bytes.default(256 * mebibyte).describe('Size of a file that a service writes'),
  logBytes: bytes.default(8 * mebibyte).describe('Output of a container that is kept'),
  logLineBytes: bytes.default(16 * 1024).describe('Length of a log line that is kept'),
  startMs: z.number().positive().default(30_000).describe('Time until a service is ready'),
  migrateMs: z.number().positive().default(60_000).describe('Time for one run of the migrate command'),
});
export type Limits = z.infer<typeof limitsSchema>;

/** The limits of an ordinary attempt. */
export const defaultLimits: Limits = limitsSchema.parse({});
