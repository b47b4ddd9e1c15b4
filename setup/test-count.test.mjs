import { describe, expect, it } from 'vitest';
import { countNodeTests, countVitest, sum } from './test-count.mjs';

const report = (counts) =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...counts,
  });

describe('what a run of vitest comes to', () => {
  it('is what its report says', () => {
    const json = report({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(countVitest(json, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  it('counts a file that could not be loaded', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countVitest(report({ numPassedTests: 7, testResults }), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  it.each([
    ['wrote no report', null, 1],
    ['was killed while it wrote its report', '{"numPassed', 1],
    ['ran no test', report({}), 0],
  ])('is a failure when it %s', (_, json, exitCode) => {
    expect(countVitest(json, exitCode)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('is a failure when it ended badly although every test passed', () => {
    expect(countVitest(report({ numPassedTests: 7 }), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });
});

describe("what a run of Node's test runner comes to", () => {
  const summary = ['✔ a test (1ms)', 'ℹ tests 9', 'ℹ pass 5', 'ℹ fail 1', 'ℹ cancelled 1', 'ℹ skipped 1', 'ℹ todo 1'];

  it('is what its summary says, a cancelled test being a failed one', () => {
    expect(countNodeTests(summary, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('is a failure when there is no summary', () => {
    expect(countNodeTests(['Error: Cannot find module'], 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

it('sums', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
