import * as z from 'zod';

const whole = (fallback: number, lowest: number, highest: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest)
    .default(fallback);

const schema = z.object({
  PORT: whole(8080, 1, 65_535),
  DATABASE_URL: z.string().startsWith('postgres'),
  DB_MAX_CONNS: whole(10, 1, 500),
  DB_TIMEOUT_MS: whole(3000, 10, 60_000),
  DRAIN_SECONDS: whole(5, 0, 10),
  APP_VERSION: z.string().default('dev'),
  LOG_LEVEL: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']))
    .default('INFO'),
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000')
    .transform((list) => new Set(list.split(',').map((origin) => origin.trim()))),
});

/** Everything the environment decides. */
export type Env = z.infer<typeof schema>;

/** The environment, checked. @throws Error that lists the names of what is wrong, and no values */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(`Cannot use: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
}
