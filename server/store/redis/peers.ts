import type { LoadDigest, SoftChange } from '../store.ts'
import type { Core } from './core.ts'

/**
 * The other replicas, by what they last said. One that falls silent stops counting. What this replica itself has
 * outstanding is kept here too, since a replica that has just come must be told all of it.
 */
export class Peers {
  private readonly heardAt = new Map<string, number>()
  private readonly outstanding = new Map<string, Map<string, number>>()

  /** True: it was not known. */
  heard(origin: string, now: number): boolean {
    const isNew = !this.heardAt.has(origin)
    this.heardAt.set(origin, now)
    return isNew
  }

  /** True: it was known. */
  left(origin: string): boolean {
    return this.heardAt.delete(origin)
  }

  /** Those that have been silent for longer than `timeoutMs`; they are forgotten. */
  takeSilent(now: number, timeoutMs: number): string[] {
    const silent = [...this.heardAt].filter(([, at]) => now - at > timeoutMs).map(([origin]) => origin)
    for (const origin of silent) this.heardAt.delete(origin)
    return silent
  }

  noteOwn(pool: string, { backendId, outstanding }: LoadDigest): void {
    let ofPool = this.outstanding.get(pool)
    if (outstanding === 0) {
      if (ofPool?.delete(backendId) === true && ofPool.size === 0) this.outstanding.delete(pool)
      return
    }
    if (ofPool === undefined) this.outstanding.set(pool, (ofPool = new Map<string, number>()))
    ofPool.set(backendId, outstanding)
  }

  /** Everything that this replica has outstanding, as changes to tell. */
  *own(): IterableIterator<Extract<SoftChange, { kind: 'load' }>> {
    for (const [pool, ofPool] of this.outstanding) {
      for (const [backendId, outstanding] of ofPool) {
        const digest = { backendId, outstanding, successes: 0, failures: 0, latencyMeanMs: 0, latencyMaxMs: 0 }
        yield { kind: 'load', pool, digest }
      }
    }
  }
}

/** Tells the listener of replicas that have gone. */
export function expirePeers(core: Core, peers: Peers, channelCarries: boolean): void {
  const timeout = channelCarries ? core.timings.replicaTimeoutMs : core.timings.replicaTimeoutBlindMs
  const gone = peers.takeSilent(core.clock.now(), timeout)
  core.deliver(gone.map((replica) => ({ kind: 'replica_gone', replica })))
}
