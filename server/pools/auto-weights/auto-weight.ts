import type { LoadReport } from '../../../policies/policy.ts'
import type { Errors } from './controller.ts'
import { NO_ERRORS } from './controller.ts'

/** Changes that a backend remembers. */
const KEPT_CHANGES = 5

/** What a step made of a backend; words for it are in `explain.ts`. */
export type Verdict =
  | { readonly kind: 'waiting' }
  /** Held, and why, for people. */
  | { readonly kind: 'held'; readonly why: string }
  | {
      readonly kind: 'measured'
      readonly reported: number
      /** As reported, or as it would be if the factor were in force. */
      readonly utilization: number
      readonly mean: number
      /** Within the tolerance of the mean: it moves only as far as the others make it. */
      readonly isNear: boolean
    }
  /** Another replica went before, and this one takes over what it came to. */
  | { readonly kind: 'learned' }

/** A factor became another one. */
export interface FactorChange {
  /** By the replica's clock. */
  readonly at: number
  readonly before: number
  readonly after: number
  readonly verdict: Verdict
}

/** What automatic weights keep of one backend. */
export class AutoWeight {
  /** What the controller came to; in force only where the pool's mode says so. Mean 1 over the backends that compete. */
  factor = 1
  /** This replica has had a part in the factor; until then it follows the others. */
  own = false
  errors: Errors = NO_ERRORS
  verdict: Verdict = { kind: 'waiting' }
  /** Newest last, at most 5. */
  changes: readonly FactorChange[] = []
  /** The factor has to be told to the other replicas. */
  untold = false
  private sum = 0
  private count = 0
  private seen: LoadReport | undefined
  private readonly heard = new Map<string, { readonly factor: number; readonly at: number }>()

  /** Takes in the utilization of a report, once. */
  observe(report: LoadReport, utilization: number | undefined): void {
    if (report === this.seen) return
    this.seen = report
    if (utilization === undefined) return
    this.sum += utilization
    this.count += 1
  }

  /** Mean utilization of the reports since it was last asked. Undefined: none came, or none said it. */
  takeUtilization(): number | undefined {
    const mean = this.count === 0 ? undefined : this.sum / this.count
    this.sum = 0
    this.count = 0
    return mean
  }

  /** Another replica tells its factor. */
  hear(replica: string, factor: number, at: number): void {
    this.heard.set(replica, { factor, at })
  }

  forgetOthers(): void {
    this.heard.clear()
  }

  forgetReplica(replica: string): void {
    this.heard.delete(replica)
  }

  /** Geometric mean of what others told at `since` or later. Undefined: nobody did. */
  others(since: number): number | undefined {
    let sum = 0
    let count = 0
    for (const { factor, at } of this.heard.values()) {
      if (at < since) continue
      sum += Math.log(factor)
      count += 1
    }
    return count === 0 ? undefined : Math.exp(sum / count)
  }

  move(after: number, at: number, verdict: Verdict): void {
    this.verdict = verdict
    this.untold = true
    if (after === this.factor) return
    this.changes = [...this.changes.slice(1 - KEPT_CHANGES), { at, before: this.factor, after, verdict }]
    this.factor = after
  }

  /** Starts anew. What others told stays, and is followed. */
  reset(): void {
    this.factor = 1
    this.own = false
    this.errors = NO_ERRORS
    this.verdict = { kind: 'waiting' }
    this.changes = []
    this.untold = false
    this.takeUtilization()
  }
}
