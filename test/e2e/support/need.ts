import { test } from '@jest/globals'

export type TestOf = (name: string, run: () => Promise<void>, timeoutMs?: number) => void

/**
 * `test`; or, when `why` says what is missing on this machine, a test that is skipped and says so. Where everything is
 * required, as in CI, it fails instead.
 */
export function testUnless(why: string | undefined): TestOf {
  if (why === undefined) return (name, run, timeoutMs) => test(name, run, timeoutMs)
  if (process.env['LOOKASIDE_REQUIRE_ALL'] === '1') {
    return (name) =>
      test(name, () => {
        throw new Error(`LOOKASIDE_REQUIRE_ALL=1 forbids to skip this test: ${why}`)
      })
  }
  return (name, run, timeoutMs) => test.skip(`${name} (skipped: ${why})`, run, timeoutMs)
}
