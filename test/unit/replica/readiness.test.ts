import { expect, test } from '@jest/globals'
import { watchReadiness } from '../../../server/readiness.ts'
import { startReplica } from '../../support/replica.ts'

test('a replica whose store answers is ready at once, until it drains', async () => {
  const { replica, time } = await startReplica()
  const heard: boolean[] = []
  const readiness = watchReadiness(replica, time, (ready) => heard.push(ready))
  expect([heard, readiness.reason()]).toEqual([[true], undefined])
  readiness.drain()
  expect(readiness.reason()).toBe('draining')
})

test('one that knows nothing waits for the store or for a backend', async () => {
  for (const relief of ['store', 'backend']) {
    const { replica, time, store, register } = await startReplica()
    store.up = false
    const heard: boolean[] = []
    const readiness = watchReadiness(replica, time, (ready) => heard.push(ready))
    time.advance(1_000)
    expect(heard).toEqual([false])
    expect(readiness.reason()).toMatch(/store does not answer/)
    if (relief === 'store') store.up = true
    else register('p', 'a')
    time.advance(200)
    expect([heard, readiness.reason()]).toEqual([[false, true], undefined])
    // It never takes that back: a store that goes away later is no reason to send callers elsewhere.
    store.up = false
    time.advance(1_000)
    expect(heard).toEqual([false, true])
  }
})
