import type { Attempt, GradeEvent, Language } from '../../contract/index.ts';
import {
  createTranscript,
  githubReport,
  jsonReport,
  junitReport,
  type LessonUrl,
  markdownReport,
  painter,
} from '../../report/index.ts';

export type ReportFormat = 'pretty' | 'json' | 'junit' | 'github' | 'markdown';

/** What a report is made from. `events` are needed by `pretty` alone. */
export interface ReportMaterial {
  attempts: readonly Attempt[];
  events: readonly GradeEvent[];
  language: Language;
  lessonUrl: LessonUrl;
}

/** The report as text in the format that was asked for; `pretty` without colours, for a file. */
export function formatReport(format: ReportFormat, { attempts, events, language, lessonUrl }: ReportMaterial): string {
  switch (format) {
    case 'json':
      return jsonReport(attempts, language);
    case 'junit':
      return junitReport(attempts, language, lessonUrl);
    case 'github':
      return githubReport(attempts, language, lessonUrl);
    case 'markdown':
      return markdownReport(attempts, language, lessonUrl);
    case 'pretty': {
      const transcript = createTranscript({ language, width: 100, paint: painter(false), lessonUrl, phases: true });
      return events.map(transcript).join('');
    }
  }
}
