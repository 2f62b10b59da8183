import { describe, expect, test } from '@jest/globals'
import { createLocalBackend } from '../../../../clients/typescript/local-backend.ts'
import { createLocalTokens, LOCAL_LEASE_MS, parseLocalToken } from '../../../../clients/typescript/local-token.ts'
import { createManualClock } from '../manual-clock.ts'

describe('local tokens', () => {
  test('a pick is in flight until its token comes back, once', () => {
    const tokens = createLocalTokens(createManualClock())
    const local = createLocalBackend()
    const token = tokens.issue('a/p', 'b:1', local)
    expect(local.inFlight).toBe(1)
    expect(tokens.end(token, 'success')).toEqual({ pool: 'a/p', backendId: 'b:1' })
    expect(tokens.end(token, 'success')).toEqual({ pool: 'a/p', backendId: 'b:1' })
    expect(local.inFlight).toBe(0)
  })

  test('or until its lease is over', async () => {
    const clock = createManualClock()
    const tokens = createLocalTokens(clock)
    const local = createLocalBackend()
    tokens.issue('p', 'a', local)
    await clock.advance(LOCAL_LEASE_MS)
    tokens.issue('p', 'a', local)
    expect(local.inFlight).toBe(1)
  })

  test('not more than a bounded number are remembered', () => {
    const tokens = createLocalTokens(createManualClock())
    const local = createLocalBackend()
    for (let pick = 0; pick < 25_000; pick++) tokens.issue('p', 'a', local)
    expect(local.inFlight).toBe(10_000)
  })

  test.each(['', 'token-a', 'r1.5.cAo', '~', '~1', '~1.', '~1.!', '~Z.YQpi', '~1.YWI'])('%j is none', (token) => {
    expect(parseLocalToken(token)).toBeUndefined()
  })
})
