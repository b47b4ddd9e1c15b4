import { z } from 'zod';
import { reportSchema } from '../contract/index.ts';

/** The JSON Schema of what `--format json` prints: docs/report.schema.json is this, and a test holds the two equal. */
export function reportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  return {
    ...schema,
    title: 'Report of orkestr grade',
    description: 'What `orkestr grade --format json` prints: one object, texts in one language.',
  };
}
