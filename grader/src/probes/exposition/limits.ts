/** How much a scrape may be before it is refused: a probe must stay small whatever it is answered. */
export interface ExpositionLimits {
  /** UTF-8 bytes of the whole body. */
  bodyBytes: number;
  lines: number;
  /** Sample lines: each is one series. */
  series: number;
  /** Labels of one series, and of one exemplar. */
  labels: number;
  /** Characters of a metric's or a label's name. */
  nameLength: number;
  /** Characters of a label's value, a HELP text, a number. */
  valueLength: number;
}

/** Room for a service with thousands of series; far below what would trouble the grader. */
export const expositionLimits: ExpositionLimits = {
  bodyBytes: 4 * 1024 * 1024,
  lines: 100_000,
  series: 50_000,
  labels: 32,
  nameLength: 256,
  valueLength: 4096,
};
