import type { Language } from 'orkestr/contract';

const decimals: Record<Language, (digits: number) => Intl.NumberFormat> = {
  en: (digits) => new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  ru: (digits) => new Intl.NumberFormat('ru', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
};
const units: Record<Language, { ms: string; s: string; min: string; b: string; kb: string; mb: string }> = {
  en: { ms: 'ms', s: 's', min: 'min', b: 'B', kb: 'KB', mb: 'MB' },
  ru: { ms: 'мс', s: 'с', min: 'мин', b: 'Б', kb: 'КБ', mb: 'МБ' },
};

const withUnit = (value: number, digits: number, unit: string, language: Language) =>
  `${decimals[language](digits).format(value)}\u00a0${unit}`;

/** A duration as people say it: `40 ms`, `5.2 s`, `2 min 3 s`. */
export function duration(ms: number, language: Language): string {
  const unit = units[language];
  if (ms < 100) return withUnit(Math.round(ms), 0, unit.ms, language);
  if (ms < 99_950) return withUnit(ms / 1000, 1, unit.s, language);
  const minutes = Math.floor(Math.round(ms / 1000) / 60);
  const rest = Math.round(ms / 1000) - minutes * 60;
  return `${withUnit(minutes, 0, unit.min, language)} ${withUnit(rest, 0, unit.s, language)}`;
}

/** A size as people say it: `812 B`, `9.1 KB`; 1 KB is 1 024 bytes. */
export function size(bytes: number, language: Language): string {
  const unit = units[language];
  if (bytes < 1024) return withUnit(bytes, 0, unit.b, language);
  if (bytes < 1024 * 1024) return withUnit(bytes / 1024, 1, unit.kb, language);
  return withUnit(bytes / 1024 / 1024, 1, unit.mb, language);
}

/** Seconds since the attempt began, for the margin of a transcript: `  4.120`. */
export function clock(ms: number): string {
  return (ms / 1000).toFixed(3);
}
