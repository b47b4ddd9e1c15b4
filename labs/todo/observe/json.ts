/** Is `value` a JSON object (not an array, not null)? */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Some fields of `value`, in the order given, as JSON for people; what is no object is shown as it is. */
export function shown(value: unknown, fields: readonly string[]): string {
  if (!isObject(value)) return JSON.stringify(value) ?? '-';
  return JSON.stringify(
    Object.fromEntries(fields.filter((field) => field in value).map((field) => [field, value[field]])),
  );
}
