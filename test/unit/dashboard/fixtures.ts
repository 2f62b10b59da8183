import type { Decision } from '../../../clients/dashboard/api/decision.ts'
import { readDecision } from '../../../clients/dashboard/api/decision.ts'
import type { Backend, Pool } from '../../../clients/dashboard/api/pool.ts'
import { readBackend, readPool } from '../../../clients/dashboard/api/pool.ts'
import type { Status } from '../../../clients/dashboard/api/status.ts'
import { readStatus } from '../../../clients/dashboard/api/status.ts'

export const backend = (id: string, more: Partial<Backend> = {}): Backend => ({
  ...readBackend({ backend: { id, address: `${id}:80` }, state: 'BACKEND_STATE_ELIGIBLE', effectiveWeight: 1 }),
  ...more,
})

export const pool = (name: string, more: Partial<Pool> = {}): Pool => ({
  ...readPool({ config: { name, policy: { type: 'peak_ewma' } }, activePolicy: 'peak_ewma', backends: 3, eligible: 3 }),
  ...more,
})

export const status = (more: Partial<Status> = {}): Status => ({ ...readStatus({ ready: true }), ...more })

export const decision = (more: Partial<Decision> = {}): Decision => ({
  ...readDecision({
    ...{ id: 'd1', time: '2026-11-22T20:00:00.123Z', pool: 'demo', policy: 'peak_ewma', policyReason: 'least_cost' },
    ...{ backends: 3, candidates: 3, backendId: 'a', runnerUpBackendId: 'b', reason: 'PICK_REASON_POLICY' },
    randomDraws: [0.1, 0.7],
    scores: [
      {
        backendId: 'a',
        score: 20,
        inputs: [
          { signal: 'latency', value: 10, age: '0.5s' },
          { signal: 'in_flight', value: 1 },
        ],
      },
      {
        backendId: 'b',
        score: 60,
        inputs: [
          { signal: 'latency', value: 30, age: '0.1s' },
          { signal: 'in_flight', value: 1 },
        ],
      },
    ],
  }),
  ...more,
})
