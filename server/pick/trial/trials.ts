import { createRng } from '../../../policies/lib/rng.ts'
import { xxh64 } from '../../../policies/lib/xxh64.ts'
import type { Clock } from '../../../policies/policy.ts'
import type { CanarySettings, PoolConfig } from '../../pools/pool-config.ts'
import type { Pool } from '../../pools/pool.ts'
import type { RunningPolicyStatus } from '../policy-runner.ts'
import { Canary } from './canary.ts'
import { Shadow } from './shadow.ts'

export interface TrialsDeps {
  readonly clock: Clock
  /** Short name of this replica. */
  readonly replica: string
  /** Milliseconds since 1970. */
  readonly wallTime: () => number
  /** Tells those who log; must not throw. */
  readonly rolledBack: (pool: string, reason: string) => void
}

/** The policies that a pool tries beside its own. */
export class Trials {
  /** Undefined: none, which is all that a pick looks at. */
  shadow: Shadow | undefined
  canary: Canary | undefined
  /** Rollbacks by this replica, those of earlier canaries included. */
  rollbacks = 0
  private config: PoolConfig
  private readonly pool: Pool
  private readonly deps: TrialsDeps

  constructor(pool: Pool, deps: TrialsDeps) {
    this.pool = pool
    this.deps = deps
    this.config = pool.config
    this.beginShadow()
    this.beginCanary()
  }

  /** Takes over a changed configuration: what is compared goes on as long as both of its sides are the same. */
  configure(config: PoolConfig): void {
    const before = this.config
    this.config = config
    const samePolicy = same(before.policy, config.policy)
    if (!samePolicy || !same(before.shadow, config.shadow)) this.beginShadow()
    const old = before.canary?.rolledBack ?? ''
    const stands = config.canary?.rolledBack ?? ''
    if (!samePolicy || !same(asPut(before.canary), asPut(config.canary)) || (old !== '' && stands === '')) {
      this.beginCanary()
    } else if (stands !== '' && this.canary !== undefined && this.canary.rolledBack !== stands) {
      this.canary.rollBack(stands, this.deps.clock.now())
    }
  }

  /** Called several times a second: judges the canary. `status`: of its policy; undefined: it runs nowhere yet. */
  sweep(status: RunningPolicyStatus | undefined): void {
    const { canary } = this
    if (canary === undefined || canary.rolledBack !== '') return
    const { clock, replica, wallTime, rolledBack } = this.deps
    const now = clock.now()
    const { type } = canary.settings.policy
    const failed = status !== undefined && status.activeType !== type
    const reason = failed ? `the policy failed: ${status.lastError}` : canary.sweep(now)
    if (reason === undefined) return
    const told = `${new Date(wallTime()).toISOString()} by replica ${replica}: ${reason}`.slice(0, 512)
    canary.rollBack(told, now)
    this.rollbacks++
    rolledBack(this.pool.name, told)
  }

  private beginShadow(): void {
    const { shadow } = this.config
    const { clock, replica } = this.deps
    const seed = xxh64(`shadow of ${this.pool.name} in ${replica}`).lo
    this.shadow = shadow === undefined ? undefined : new Shadow(this.pool, shadow, createRng(seed), clock.now())
  }

  private beginCanary(): void {
    const { canary } = this.config
    this.canary = canary === undefined ? undefined : new Canary(canary, this.deps.clock.now())
  }
}

/** A canary as the operator wrote it. */
function asPut(canary: CanarySettings | undefined): CanarySettings | undefined {
  return canary === undefined ? undefined : { ...canary, rolledBack: '' }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
