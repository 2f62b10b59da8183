import type { Rng, SnapshotBackend } from '../../policies/policy.ts'
import type { SnapshotMember } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { PolicyRunner, RunningPicker, RunningPolicy } from './policy-runner.ts'

/** Affinity by hash brings its own policy, with gRPC's defaults (gRFC A42). */
export const HASH_POLICY = { type: 'ring_hash', config: {} } as const

/**
 * A part of a pool that picks are made from, for example the backends of one zone: its members, the policy made for it and
 * the current picker. The policy outlives its snapshots and so keeps its state.
 */
export class View {
  members: readonly SnapshotMember[] = []
  /** Largest slow-start factor of the members: warming is relative to it, so a pool that is new as a whole is not thinned. */
  warmest = 1
  /** Whether a member is in slow start. */
  warming = false
  lastUsedAt = 0
  /** Revision of the pool that the members are of. */
  revision = 0
  private policy: RunningPolicy | undefined
  private picker: RunningPicker | undefined
  private hashPolicy: RunningPolicy | undefined
  private hashPicker: RunningPicker | undefined
  private readonly pool: Pool
  private readonly runner: PolicyRunner

  /** The view that this one stands in for while nothing may be changed. */
  private readonly original: View | undefined

  constructor(pool: Pool, runner: PolicyRunner, original?: View) {
    this.pool = pool
    this.runner = runner
    this.original = original
  }

  /** Takes over the members of a revision. Nothing is rebuilt when nothing that policies see has changed. */
  setMembers(members: readonly SnapshotMember[], revision: number): void {
    const wasWarming = this.warming
    this.warming = members.some((member) => member.signals.isWarming())
    this.warmest = this.warming ? members.reduce((most, member) => Math.max(most, member.signals.warmFactor()), 0) : 1
    const steady = this.picker !== undefined && !wasWarming && !this.warming
    if (steady && sameMembers(members, this.members)) return
    this.members = members
    this.revision = revision
    this.picker = undefined
    this.hashPicker = undefined
  }

  /** The picker of the pool's policy. */
  current(): RunningPicker {
    this.policy ??= this.runner.run(this.pool.config)
    this.picker ??= this.policy.onSnapshot(this.snapshot())
    return this.picker
  }

  /** The picker that hashes affinity keys. */
  hashing(): RunningPicker {
    this.hashPolicy ??= this.runner.run(this.pool.config, HASH_POLICY)
    this.hashPicker ??= this.hashPolicy.onSnapshot(this.snapshot())
    return this.hashPicker
  }

  /** The picker that the next pick asks, if it is made already. */
  peek(byHash: boolean): RunningPicker | undefined {
    const { original } = this
    if (original === undefined) return byHash ? this.hashPicker : this.picker
    return sameMembers(original.members, this.members) ? original.peek(byHash) : undefined
  }

  running(): RunningPolicy | undefined {
    return this.policy
  }

  /** Up to `count` further members, the less loaded of two random ones each time, best first. */
  alternates(
    count: number,
    taken: readonly SnapshotBackend[],
    usable: (member: SnapshotMember) => boolean,
    rng: Rng,
  ): SnapshotMember[] {
    const found: SnapshotMember[] = []
    const free = (member: SnapshotMember | undefined): member is SnapshotMember =>
      member !== undefined && !taken.includes(member) && !found.includes(member) && usable(member)
    const draw = (): SnapshotMember | undefined => {
      // Four draws find a free member in all but tiny views; those are walked from a random place instead.
      for (let tries = 0; tries < 4; tries++) {
        const member = this.members[rng.below(this.members.length)]
        if (free(member)) return member
      }
      const start = rng.below(this.members.length)
      for (let step = 0; step < Math.min(this.members.length, 128); step++) {
        const member = this.members[(start + step) % this.members.length]
        if (free(member)) return member
      }
      return undefined
    }
    while (found.length < count && this.members.length > 0) {
      const first = draw()
      if (first === undefined) break
      const second = draw() ?? first
      found.push(second.signals.inFlight() < first.signals.inFlight() ? second : first)
    }
    return found
  }

  /** The pool's policy or its code has changed: the next pick makes it anew. */
  dropPolicies(): void {
    this.policy?.close()
    this.hashPolicy?.close()
    this.policy = undefined
    this.hashPolicy = undefined
    this.picker = undefined
    this.hashPicker = undefined
  }

  private snapshot(): { pool: string; revision: number; backends: readonly SnapshotMember[] } {
    return { pool: this.pool.name, revision: this.revision, backends: this.members }
  }
}

function sameMembers(one: readonly SnapshotMember[], other: readonly SnapshotMember[]): boolean {
  return one.length === other.length && one.every((member, index) => member === other[index])
}
