import type { PolicyOutcome, Rng, SnapshotBackend } from '../../policies/policy.ts'
import type { SnapshotMember } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { RunningPicker, RunningPolicy, RunningPolicyStatus } from './policy-runner.ts'

/** Affinity by hash brings its own policy, with gRPC's defaults (gRFC A42). */
export const HASH_POLICY = { type: 'ring_hash', config: {} } as const

/** What a policy is run for: the pool's own picks, hashed affinity keys, or a trial. */
export const ROLES = ['policy', 'hash', 'canary', 'shadow'] as const

export type Role = (typeof ROLES)[number]

/** A role's policy and its current picker, each made when it is first needed. */
interface Seat {
  policy: RunningPolicy | undefined
  picker: RunningPicker | undefined
}

const emptySeat = (): Seat => ({ policy: undefined, picker: undefined })

/**
 * A part of a pool that picks are made from, for example the backends of one zone: its members, the policies made for it and
 * their current pickers. A policy outlives its snapshots and so keeps its state.
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
  private readonly seats: Readonly<Record<Role, Seat>> = {
    policy: emptySeat(),
    hash: emptySeat(),
    canary: emptySeat(),
    shadow: emptySeat(),
  }
  private readonly pool: Pool
  private readonly run: (role: Role) => RunningPolicy

  /** The view that this one stands in for while nothing may be changed. */
  private readonly original: View | undefined

  constructor(pool: Pool, run: (role: Role) => RunningPolicy, original?: View) {
    this.pool = pool
    this.run = run
    this.original = original
  }

  /** Takes over the members of a revision. Nothing is rebuilt when nothing that policies see has changed. */
  setMembers(members: readonly SnapshotMember[], revision: number): void {
    const wasWarming = this.warming
    this.warming = members.some((member) => member.signals.isWarming())
    this.warmest = this.warming ? members.reduce((most, member) => Math.max(most, member.signals.warmFactor()), 0) : 1
    const steady = ROLES.some((role) => this.seats[role].picker !== undefined) && !wasWarming && !this.warming
    if (steady && sameMembers(members, this.members)) return
    this.members = members
    this.revision = revision
    for (const role of ROLES) this.seats[role].picker = undefined
  }

  picker(role: Role): RunningPicker {
    const seat = this.seats[role]
    if (seat.picker === undefined) {
      seat.policy ??= this.run(role)
      seat.picker = seat.policy.onSnapshot(this.snapshot())
    }
    return seat.picker
  }

  /** The picker that the next pick in this role asks, if it is made already. */
  peek(role: Role): RunningPicker | undefined {
    const { original } = this
    if (original === undefined) return this.seats[role].picker
    return sameMembers(original.members, this.members) ? original.peek(role) : undefined
  }

  /** Undefined: no policy runs in this role. */
  status(role: Role): RunningPolicyStatus | undefined {
    return this.seats[role].policy?.status()
  }

  /** Every policy hears of every outcome, whoever made the pick. */
  hear(outcome: PolicyOutcome): void {
    for (const role of ROLES) this.seats[role].policy?.onOutcome(outcome)
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

  /** The policy of a role is another one now: the next pick makes it. */
  dropPolicies(roles: readonly Role[] = ROLES): void {
    for (const role of roles) {
      const seat = this.seats[role]
      seat.policy?.close()
      seat.policy = undefined
      seat.picker = undefined
    }
  }

  private snapshot(): { pool: string; revision: number; backends: readonly SnapshotMember[] } {
    return { pool: this.pool.name, revision: this.revision, backends: this.members }
  }
}

function sameMembers(one: readonly SnapshotMember[], other: readonly SnapshotMember[]): boolean {
  return one.length === other.length && one.every((member, index) => member === other[index])
}
