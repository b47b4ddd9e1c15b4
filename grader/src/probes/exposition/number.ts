const finite = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** The number `text` stands for, as both formats write it; `undefined` when it is none or is too big to be one. */
export function numberOf(text: string): number | undefined {
  if (finite.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === '-' ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? Number.NaN : undefined;
}

/** Milliseconds as a whole number in the text format, seconds in OpenMetrics; `undefined` when it is no time. */
export function timestampOf(text: string, dialect: 'text' | 'openmetrics'): number | undefined {
  if (dialect === 'text') return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
  const value = numberOf(text);
  return Number.isFinite(value) ? value : undefined;
}
