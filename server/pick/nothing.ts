import type { Refusal } from '../errors.ts'
import { refuse } from '../errors.ts'
import type { Drop, Scene } from './choose.ts'

/** Why a pick found nobody. */
export function nothing({ picks, plan, restrictions }: Scene): Refusal {
  const pool = picks.pool.name
  if (restrictions.sawSaturated) {
    const { maxInFlightPerBackend, concurrencyLimit } = picks.pool.config
    const most =
      concurrencyLimit.mode === 'off'
        ? `${maxInFlightPerBackend} requests in flight`
        : `as many requests in flight as ${concurrencyLimit.mode} lets it have`
    const message = `every backend of pool ${pool} that this request may use has ${most}: try later or add backends`
    return refuse('POOL_SATURATED', message, {
      pool,
      max_in_flight_per_backend: String(maxInFlightPerBackend),
      concurrency_limit: concurrencyLimit.mode,
    })
  }
  const total = picks.pool.entries.size
  const message =
    total === 0
      ? `pool ${pool} has no backends: is an agent registering them?`
      : `none of the ${total} backends of pool ${pool} may be picked for this request: ` +
        `${plan.matching} match its labels, ${picks.eligible} are eligible; the rest is excluded or draining`
  return refuse('NO_BACKENDS', message, {
    pool,
    backends: String(total),
    matching: String(plan.matching),
    eligible: String(picks.eligible),
  })
}

/** The policy wants nobody to be picked. */
export function dropped({ picks }: Scene, { reason }: Drop): Refusal {
  const pool = picks.pool.name
  return refuse('PICK_DROPPED', `the policy of pool ${pool} refused the call: ${reason}`, {
    pool,
    policy_reason: reason,
  })
}

/** A retry for which the pool's budget has nothing left. */
export function retriesSpent({ picks }: Scene): Refusal {
  const { name, config } = picks.pool
  const retryAfterMs = picks.retries?.retryAfterMs ?? 0
  const message =
    `pool ${name} has no retry left in its budget (${config.retryBudget.mode}): ` +
    `let the call fail, or try again after ${retryAfterMs} ms`
  return refuse('RETRY_BUDGET_EXHAUSTED', message, {
    pool: name,
    retry_budget: config.retryBudget.mode,
    retry_after_ms: String(retryAfterMs),
  })
}

export function poolNotFound(pool: string): Refusal {
  const message = `pool ${pool} does not exist: register a backend in it or put its configuration`
  return refuse('POOL_NOT_FOUND', message, { pool })
}
