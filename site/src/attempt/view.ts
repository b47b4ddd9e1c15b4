import type { LabView, Language, Localizable, Track } from 'orkestr/contract';
import { inlineCode } from '../language/inline-code.ts';
import type { Words } from '../language/words.ts';
import { Html } from './html.ts';

/** What the renderers need besides the state: language, words, and what the catalogue says of the lab. */
export interface View {
  language: Language;
  words: { attempt: Words['attemptPage']; verdicts: Words['verdicts']; seconds: string };
  lab: { title: Localizable; href: string } | null;
  /** The sentence of each mutant of the lab, by name. */
  mistakes: Record<string, string>;
  /** What holds when a check passes, by its id. */
  properties: Record<string, string>;
  /** Folder of the finished system, for the command that replays. */
  reference: string | null;
}

/** The view of an attempt of `lab`; a lab that is no longer in the course has neither page nor sentences. */
export function viewOf(language: Language, words: Words, lab: LabView | undefined, track: Track | undefined): View {
  return {
    language,
    words: { attempt: words.attemptPage, verdicts: words.verdicts, seconds: words.seconds },
    lab: lab ? { title: lab.title, href: `/${language}/${lab.id}/lab/` } : null,
    mistakes: Object.fromEntries((lab?.mutants ?? []).map(({ name, mistake }) => [name, mistake[language]])),
    properties: Object.fromEntries((lab?.checks ?? []).map(({ id, property }) => [id, property[language]])),
    reference: track?.reference ?? null,
  };
}

/** The words of `text` in the view's language. */
export function said(text: Localizable | null | undefined, { language }: View): string {
  if (text === null || text === undefined) return '';
  return typeof text === 'string' ? text : text[language];
}

/** The same as HTML, with its `code spans`: for sentences that somebody wrote, never for what a service said. */
export function written(text: Localizable | null | undefined, view: View): Html {
  return new Html(inlineCode(said(text, view)));
}

/** The part of a check's id after the lab: `ready-follows-db`. */
export const shortId = (id: string): string => id.split('.').at(-1) ?? id;
