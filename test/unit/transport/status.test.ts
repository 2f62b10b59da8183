import { expect, test } from '@jest/globals'
import { refuse } from '../../../server/errors.ts'
import { statusOf } from '../../../server/transport/grpc/status.ts'

const PUSHBACK = 'grpc-retry-pushback-ms'

test('a refusal that says when to ask again says so to clients that retry by themselves', () => {
  const spent = refuse('RETRY_BUDGET_EXHAUSTED', 'no retry left', { pool: 'p', retry_after_ms: '1500' })
  expect(statusOf(spent).metadata.get(PUSHBACK)).toEqual(['1500'])
  expect(statusOf(refuse('POOL_SATURATED', 'no room', { pool: 'p' })).metadata.get(PUSHBACK)).toEqual([])
})
