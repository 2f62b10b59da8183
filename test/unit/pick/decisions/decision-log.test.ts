import { describe, expect, test } from '@jest/globals'
import { DecisionLog, MAX_INPUT_BYTES } from '../../../../server/pick/decisions/decision-log.ts'
import type { HeldInputs } from '../../../../server/pick/decisions/held-inputs.ts'
import type { Decision, DecisionFilter } from '../../../../server/use-cases.ts'

const ALL: DecisionFilter = { pool: '', policy: '', reason: undefined, backendId: '', errorReason: '' }

function decision(id: string, changes: Partial<Decision> = {}): Decision {
  return {
    ...{ kind: 'decision', id, time: 0, pool: 'p', revision: 1, policy: 'random', policyReason: '', configVersion: 0 },
    ...{ backends: 1, candidates: 1, excluded: [], excludedOmitted: 0, scores: [], backendId: 'a' },
    ...{ runnerUpBackendId: '', alternateBackendIds: [], reason: 'policy', degraded: undefined, randomDraws: [] },
    ...{ errorReason: '', errorMessage: '', callerLocality: undefined, localityLevel: undefined, affinity: 'none' },
    ...{ discardedChoices: 0, dryRun: false, traceId: '', replica: 'r1', replayable: true },
    ...changes,
  }
}

function inputs(bytes: number, members: HeldInputs['members'] = []): HeldInputs {
  const start = { choice: { type: 'x', config: {} }, code: {}, fallback: false, state: undefined, obstacle: '' }
  return {
    ...{ pool: 'p', revision: 1, at: 0, start, request: { attempt: 0, alternates: 0 }, avoided: undefined, members },
    ...{ rows: undefined, signals: new Float64Array(), reports: [], draws: [], answer: 'a', bytes },
  }
}

const idsOf = (log: DecisionLog, filter = ALL, limit = 100): string[] =>
  log.recent(filter, limit).map((record) => record.decision.id)

describe('the log of decisions', () => {
  test('keeps the newest of either kind, and answers them newest first', () => {
    const log = new DecisionLog(3)
    for (let index = 0; index < 10; index++) {
      log.add({ decision: decision(`d${index}`), inputs: undefined, obstacle: '' }, index % 5 === 0)
    }
    expect(idsOf(log)).toEqual(['d9', 'd8', 'd7', 'd5', 'd0'])
    expect(idsOf(log, ALL, 2)).toEqual(['d9', 'd8'])
    expect(idsOf(log, ALL, 0)).toEqual([])
    expect(log.find('d0')?.decision.id).toBe('d0')
    expect(log.find('d6')).toBeUndefined()
    expect(log.recorded).toBe(10)
  })

  test('filters by each field', () => {
    const log = new DecisionLog(10)
    const add = (id: string, changes: Partial<Decision>): void =>
      log.add({ decision: decision(id, changes), inputs: undefined, obstacle: '' }, false)
    add('pool', { pool: 'q' })
    add('policy', { policy: 'peak_ewma' })
    add('reason', { reason: 'panic' })
    add('backend', { backendId: 'z' })
    add('error', { errorReason: 'NO_BACKENDS', reason: undefined })
    expect(idsOf(log, { ...ALL, pool: 'q' })).toEqual(['pool'])
    expect(idsOf(log, { ...ALL, policy: 'peak_ewma' })).toEqual(['policy'])
    expect(idsOf(log, { ...ALL, reason: 'panic' })).toEqual(['reason'])
    expect(idsOf(log, { ...ALL, backendId: 'z' })).toEqual(['backend'])
    expect(idsOf(log, { ...ALL, errorReason: 'NO_BACKENDS' })).toEqual(['error'])
    expect(idsOf(log, { ...ALL, pool: 'q', backendId: 'z' })).toEqual([])
  })

  test('lets go of the oldest inputs beyond its memory, keeps the decision, and says so', () => {
    const log = new DecisionLog(100)
    const share = MAX_INPUT_BYTES / 4
    for (let index = 0; index < 6; index++) {
      log.add({ decision: decision(`d${index}`), inputs: inputs(share), obstacle: '' }, index % 2 === 0)
    }
    expect(log.heldBytes).toBe(MAX_INPUT_BYTES)
    for (const id of ['d0', 'd1']) {
      expect(log.find(id)).toMatchObject({ inputs: undefined, decision: { replayable: false } })
      expect(log.find(id)?.obstacle).toMatch(/memory/)
    }
    for (const id of ['d2', 'd5']) expect(log.find(id)?.decision.replayable).toBe(true)
  })

  test('counts a list of members once for all records that share it, and frees it with the last', () => {
    const log = new DecisionLog(2)
    const members: HeldInputs['members'] = new Array(1_000)
    const add = (id: string, list: HeldInputs['members']): void =>
      log.add({ decision: decision(id), inputs: inputs(10, list), obstacle: '' }, false)
    add('a', members)
    add('b', members)
    expect(log.heldBytes).toBe(20 + 8_000)
    add('c', [])
    expect(log.heldBytes).toBe(20 + 8_000)
    add('d', [])
    expect(log.heldBytes).toBe(20)
  })

  test('of two decisions of one id answers the newer, also when the older goes', () => {
    const log = new DecisionLog(2)
    for (const time of [1, 2, 3])
      log.add({ decision: decision('same', { time }), inputs: undefined, obstacle: '' }, false)
    expect(log.find('same')?.decision.time).toBe(3)
  })
})
