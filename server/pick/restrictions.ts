import type { SnapshotBackend } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import { SnapshotMember } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { ExcludedBackend, PickQuery } from '../use-cases.ts'
import { isLimited, isSaturated } from './eligibility.ts'
import { parseToken } from './pick-token.ts'

/**
 * What one pick must stay away from. A pick is synchronous, so one object with one `avoid` function serves all picks, and
 * a pick allocates nothing for it.
 */
export class Restrictions {
  /** Whether a backend was passed over because it has no room. */
  sawSaturated = false
  private pool: Pool | undefined
  private excluded: readonly string[] = []
  private failed = ''
  readonly avoid = (backend: SnapshotBackend): boolean => {
    const entry = entryOf(backend)
    return entry === undefined || this.forbids(entry)
  }

  begin(pool: Pool, query: PickQuery): void {
    this.pool = pool
    this.excluded = query.excludeBackendIds
    this.failed = query.previousPickToken === '' ? '' : (parseToken(query.previousPickToken)?.backendId ?? '')
    this.sawSaturated = false
  }

  /** Whether `avoid` could say yes for a backend that is in order. */
  active(): boolean {
    return this.excluded.length > 0 || this.failed !== '' || (this.pool !== undefined && isLimited(this.pool.config))
  }

  /** Whether this pick may not use the backend, whatever its health. */
  forbids(entry: BackendEntry): boolean {
    const rule = this.ruleAgainst(entry)
    if (rule === 'saturated') this.sawSaturated = true
    return rule !== undefined
  }

  /** Why this pick may not use the backend, whatever its health. Undefined: it may. */
  ruleAgainst(entry: BackendEntry): ExcludedBackend['reason'] | undefined {
    if (entry.override.drained || entry.leaving) return 'draining'
    if (entry.id === this.failed) return 'previous_pick'
    if (this.excluded.length > 0 && this.excluded.includes(entry.id)) return 'excluded'
    return this.pool !== undefined && isSaturated(entry, this.pool.config) ? 'saturated' : undefined
  }
}

/** Policies hand back the very objects of their snapshot; anything else is not a member of ours. */
export function entryOf(backend: SnapshotBackend): BackendEntry | undefined {
  return backend instanceof SnapshotMember ? backend.entry : undefined
}
