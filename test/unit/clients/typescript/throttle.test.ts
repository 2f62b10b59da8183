import { describe, expect, test } from '@jest/globals'
import { createThrottle } from '../../../../clients/typescript/throttle.ts'
import { createRng } from '../../../../policies/lib/rng.ts'
import { createManualClock } from '../manual-clock.ts'

/** Calls at a steady rate; answers how many of each second went through. */
async function run(perSecond: number, seconds: number, isWell: (second: number) => boolean, isNeeded = false) {
  const clock = createManualClock()
  const rng = createRng(7)
  const throttle = createThrottle(clock, () => rng.next())
  const admitted: number[] = []
  for (let second = 0; second < seconds; second++) {
    let count = 0
    for (let call = 0; call < perSecond; call++) {
      await clock.advance(1_000 / perSecond)
      if (!throttle.admit(isNeeded)) continue
      count++
      if (isWell(second)) throttle.accepted()
      else throttle.failed()
    }
    admitted.push(count)
  }
  return { admitted, throttle }
}

describe('throttle', () => {
  test('a service that is well gets every call', async () => {
    const { admitted, throttle } = await run(100, 20, () => true)
    expect(Math.min(...admitted)).toBe(100)
    expect(throttle.turnedAway).toBe(0)
  })

  test('a service that fails every call soon gets less than a tenth of them', async () => {
    const { admitted } = await run(200, 30, () => false)
    for (const count of admitted.slice(1)) expect(count).toBeLessThanOrEqual(20)
    // And is still tried, so that its return is noticed.
    for (const count of admitted) expect(count).toBeGreaterThanOrEqual(1)
  })

  test('a service that is well again gets every call soon', async () => {
    const { admitted } = await run(200, 60, (second) => second < 5 || second >= 20)
    expect(Math.min(...admitted.slice(14, 20))).toBeLessThanOrEqual(20)
    expect(Math.min(...admitted.slice(24))).toBe(200)
  })

  test('half of the calls failing is no reason to turn any away', async () => {
    const clock = createManualClock()
    const throttle = createThrottle(clock, () => 0)
    for (let call = 0; call < 1_000; call++) {
      if (!throttle.admit(false)) continue
      if (call % 2 === 0) throttle.accepted()
      else throttle.failed()
    }
    expect(throttle.turnedAway).toBe(0)
  })

  test('a service that takes one call in five gets a fraction of the calls', async () => {
    const clock = createManualClock()
    const rng = createRng(3)
    const throttle = createThrottle(clock, () => rng.next())
    let admitted = 0
    for (let call = 0; call < 20_000; call++) {
      await clock.advance(5)
      if (!throttle.admit(false)) continue
      if (call >= 10_000) admitted++
      if (rng.next() < 0.2) throttle.accepted()
      else throttle.failed()
    }
    // By the formula a fifth of what is sent comes back, so sending shrinks to the trials.
    expect(admitted).toBeLessThan(1_500)
  })

  test('a burst of calls that are all under way turns nobody away', () => {
    const throttle = createThrottle(createManualClock(), () => 0)
    for (let call = 0; call < 1_000; call++) expect(throttle.admit(false)).toBe(true)
    for (let call = 0; call < 1_000; call++) throttle.accepted()
    expect(throttle.turnedAway).toBe(0)
  })

  test('a few failures turn nobody away where nothing else can answer', () => {
    const throttle = createThrottle(createManualClock(), () => 0)
    for (let call = 0; call < 20; call++) {
      expect(throttle.admit(true)).toBe(true)
      throttle.failed()
    }
    expect(throttle.turnedAway).toBe(0)
  })

  test('where nothing else can answer trials come ten times a second', async () => {
    const { admitted } = await run(100, 10, () => false, true)
    for (const count of admitted.slice(1)) expect(count).toBeGreaterThanOrEqual(9)
  })
})
