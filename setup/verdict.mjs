// What a test run amounts to, as one line for programs and an answer.

/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} Report */

/**
 * @param {Report | null} report vitest's JSON report; null if it wrote none
 * @param {number} exitCode vitest's
 * @param {number} failedChecks how many of lint, types and format failed
 * @returns {{ line: string, ok: boolean }} `N passed, N failed, N skipped`; ok only if nothing failed
 */
export function verdict(report, exitCode, failedChecks) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  let failed = report?.numFailedTests ?? 0;
  // A file that cannot be loaded, or an error outside all tests, fails the run and no test.
  if (failed === 0 && exitCode !== 0) failed = 1;
  failed += failedChecks;
  return { line: `${passed} passed, ${failed} failed, ${skipped} skipped`, ok: failed === 0 };
}
