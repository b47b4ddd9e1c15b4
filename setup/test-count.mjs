/** How many tests passed, failed, and were skipped. */
export const nothing = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** Sums counts. */
export function sum(counts) {
  return counts.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    nothing,
  );
}

/**
 * What a run of vitest comes to, out of its JSON report and its exit code. A file that could not be loaded counts as one
 * failure; so does a run that wrote no report, ran no test, or ended badly without saying which test failed.
 *
 * @param {string | null} json the report; null when there is none
 * @param {number} exitCode
 */
export function countVitest(json, exitCode) {
  const report = parsed(json);
  if (!report) return { ...nothing, failed: 1 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
  return withCrash(counts, exitCode);
}

/**
 * What a run of Node's own test runner comes to, out of the summary that it prints and its exit code.
 *
 * @param {string[]} lines everything it printed
 * @param {number} exitCode
 */
export function countNodeTests(lines, exitCode) {
  const found = { pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
  for (const line of lines) {
    const [, name, number] = /^(?:ℹ|#) (pass|fail|cancelled|skipped|todo) (\d+)$/u.exec(line) ?? [];
    if (name) found[name] = Number(number);
  }
  const counts = { passed: found.pass, failed: found.fail + found.cancelled, skipped: found.skipped + found.todo };
  return withCrash(counts, exitCode);
}

/** A run that ran no test, or ended badly without saying which test failed, is itself a failure. */
function withCrash(counts, exitCode) {
  const ranNothing = counts.passed + counts.failed === 0;
  const endedBadly = exitCode !== 0 && counts.failed === 0;
  return ranNothing || endedBadly ? { ...counts, failed: counts.failed + 1 } : counts;
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
