import type { Rng } from '../../../policies/policy.ts'
import type { BackendEntry, SnapshotMember } from '../../pools/backend-entry.ts'
import type { ShadowSettings } from '../../pools/pool-config.ts'
import type { Pool } from '../../pools/pool.ts'
import type { ShadowReport, ShareChange } from '../../use-cases.ts'
import { BatchRatio } from './batch-ratio.ts'
import { Yardstick } from './yardstick.ts'

/** More than anybody reads. */
const MAX_SHARES = 20
/** Backends that have gone are forgotten when there are more than twice as many as in the pool, and these. */
const SPARE_SHARES = 64

interface Share {
  real: number
  shadow: number
}

/** What is known of a policy that is asked and never followed: sums that stay as large as they are, however long it runs. */
export class Shadow {
  readonly settings: ShadowSettings
  /** Of its own: it must not move the randomness of the picks. */
  readonly rng: Rng
  agreed = 0
  differed = 0
  nobody = 0
  failures = 0
  private readonly since: number
  private readonly pool: Pool
  private readonly yardstick: Yardstick
  private readonly costs = new BatchRatio()
  private readonly latencySums: Share = { real: 0, shadow: 0 }
  private readonly shares = new Map<string, Share>()

  constructor(pool: Pool, settings: ShadowSettings, rng: Rng, now: number) {
    this.pool = pool
    this.settings = settings
    this.rng = rng
    this.since = now
    this.yardstick = new Yardstick(rng)
  }

  /** Whether it is asked for this pick. */
  samples(): boolean {
    return this.rng.below(100) < this.settings.percent
  }

  /** Both named a backend; nothing of the pick counts as in flight yet. `members`: those that both chose from. */
  compared(real: BackendEntry, shadow: BackendEntry, members: readonly SnapshotMember[], now: number): void {
    const { yardstick, latencySums } = this
    if (real === shadow) this.agreed++
    else this.differed++
    yardstick.refresh(members, now)
    this.costs.add(yardstick.cost(shadow.signals), yardstick.cost(real.signals), now)
    latencySums.real += yardstick.latencyMs(real.signals)
    latencySums.shadow += yardstick.latencyMs(shadow.signals)
    this.shareOf(real).real++
    this.shareOf(shadow).shadow++
  }

  report(now: number): ShadowReport {
    const { settings, agreed, differed, latencySums } = this
    const compared = agreed + differed
    const mean = (sum: number): number | undefined => (compared === 0 ? undefined : sum / compared)
    const shares = this.shareChanges(compared)
    return {
      policy: settings.policy.type,
      percent: settings.percent,
      ageMs: Math.max(0, now - this.since),
      compared,
      agreement: compared === 0 ? 0 : agreed / compared,
      nobody: this.nobody,
      failures: this.failures,
      costRatio: this.costs.ratio(),
      latencyMs: mean(latencySums.real),
      shadowLatencyMs: mean(latencySums.shadow),
      shares: shares.slice(0, MAX_SHARES),
      sharesOmitted: Math.max(0, shares.length - MAX_SHARES),
    }
  }

  private shareChanges(compared: number): readonly ShareChange[] {
    const change = ({ share, shadowShare }: ShareChange): number => Math.abs(shadowShare - share)
    return [...this.shares]
      .filter(([id]) => this.pool.entries.has(id))
      .map(([backendId, { real, shadow }]) => ({ backendId, share: real / compared, shadowShare: shadow / compared }))
      .sort((a, b) => change(b) - change(a) || (a.backendId < b.backendId ? -1 : 1))
  }

  private shareOf({ id }: BackendEntry): Share {
    const known = this.shares.get(id)
    if (known !== undefined) return known
    if (this.shares.size > 2 * this.pool.entries.size + SPARE_SHARES) {
      for (const other of this.shares.keys()) if (!this.pool.entries.has(other)) this.shares.delete(other)
    }
    const share = { real: 0, shadow: 0 }
    this.shares.set(id, share)
    return share
  }
}
