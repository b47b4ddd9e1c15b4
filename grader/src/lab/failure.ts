import type { Localizable, Text } from '../contract/index.ts';

/** The words of one way to fail: hung on a code, so that no message is ever found by searching text. */
export interface FailureText {
  message: Text;
  hint: Text;
}

/** What was seen when a check failed. `command` is what the reader could type to see it; `log` the lines that help. */
export interface FailureEvidence {
  expected: Localizable;
  received: Localizable;
  command?: string;
  log?: readonly string[];
}

/** The learner's service does not do what the check asks. Shown to the learner as written. */
export class CheckFailure extends Error {
  override name = 'CheckFailure';
  readonly code: string;
  readonly words: FailureText;
  readonly evidence: FailureEvidence;

  constructor(code: string, words: FailureText, evidence: FailureEvidence) {
    super(`${code}: ${words.message.en}`);
    this.code = code;
    this.words = words;
    this.evidence = evidence;
  }
}

/**
 * Trouble of the platform: a fault that did not bite, a daemon that does not answer. The attempt becomes `errored`; the
 * learner is not marked.
 */
export class PlatformError extends Error {
  override name = 'PlatformError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The submission cannot be graded: it did not build, migrate or start. Costs the learner nothing. */
export class Ungradable extends Error {
  override name = 'Ungradable';
  readonly code: string;
  readonly words: FailureText;
  readonly evidence: Partial<FailureEvidence>;

  constructor(code: string, words: FailureText, evidence: Partial<FailureEvidence> = {}) {
    super(`${code}: ${words.message.en}`);
    this.code = code;
    this.words = words;
    this.evidence = evidence;
  }
}
