/**
 * What nginx keeps of a peer for smooth weighted round robin and for its count of failures.
 *
 * Source: nginx, src/http/ngx_http_upstream_round_robin.c. Times are whole seconds, as there.
 */

import type { OutcomeResult, SnapshotBackend } from '../policy.ts'
import { integer, numeric, type Parameter } from './parameters.ts'
import { liveWeight, usableWeight } from './live.ts'
import { finiteOrNull, listOf } from './state.ts'

export interface NginxPeer {
  /** Grows by the effective weight each round; the winner pays the sum of all. */
  current: number
  /** Weight without slow start, less what failures took from it. */
  effective: number
  /** Weight without slow start at the last snapshot; the effective weight recovers up to it. */
  weight: number
  fails: number
  /** Second of the last failure. */
  accessed: number
  /** Second from which the wait after failures counts. */
  checked: number
  /** Average response time in whole milliseconds, for least_time. 0: no success yet. */
  averageMs: number
}

export interface FailureRules {
  readonly maxFails: number
  /** Seconds. */
  readonly failTimeout: number
}

export const maxFails: Parameter<number> = integer('maxFails', {
  description:
    'Failures within failTimeoutMs after which a backend is passed over for failTimeoutMs, and share of its weight ' +
    '(weight / maxFails) that each failure takes. 0: failures are not counted.',
  minimum: 0,
  maximum: 1_000_000,
  fallback: 1,
})

export const failTimeoutMs: Parameter<number> = numeric('failTimeoutMs', {
  description: 'How long failures are counted, and how long the backend is passed over, in milliseconds.',
  minimum: 0,
  maximum: 86_400_000,
  fallback: 10_000,
})

/** Unknown peers have been checked long ago. */
export function newPeer(backend: SnapshotBackend): NginxPeer {
  const weight = usableWeight(backend.weight)
  return { current: 0, effective: weight, weight, fails: 0, accessed: -Infinity, checked: -Infinity, averageMs: 0 }
}

/** Peers as plain JSON, in the order of the backends. */
export function statesOf(peers: readonly NginxPeer[]): { readonly peers: readonly unknown[] } {
  return {
    peers: peers.map(({ current, effective, weight, fails, accessed, checked, averageMs }) => [
      ...[current, effective, weight, fails],
      ...[finiteOrNull(accessed), finiteOrNull(checked), averageMs],
    ]),
  }
}

/** Fills in the peers that `statesOf` told of. Throws when they do not fit. */
export function restorePeers(
  known: Map<string, NginxPeer>,
  backends: readonly SnapshotBackend[],
  state: unknown,
): void {
  const peers = listOf(state, 'peers', backends.length)
  for (const [index, { id }] of backends.entries()) {
    const told = listOf(peers, String(index), PEER_FIELDS)
    const [current, effective, weight, fails, accessed, checked, averageMs] = told.map((value) => {
      if (value === null) return -Infinity
      if (typeof value === 'number' && Number.isFinite(value)) return value
      throw new Error(`state.peers[${index}]: expected finite numbers only`)
    })
    known.set(id, {
      ...{ current: current ?? 0, effective: effective ?? 0, weight: usableWeight(weight ?? 0), fails: fails ?? 0 },
      ...{ accessed: accessed ?? 0, checked: checked ?? 0, averageMs: averageMs ?? 0 },
    })
  }
}

const PEER_FIELDS = 7

/** Takes a changed weight; what failures took stays taken. */
export function updateWeight(peer: NginxPeer, backend: SnapshotBackend): void {
  const weight = usableWeight(backend.weight)
  if (weight === peer.weight) return
  peer.effective = Math.max(0, peer.effective + weight - peer.weight)
  peer.weight = weight
}

/** Whether failures keep the peer out for now. */
export function isPassedOver(peer: NginxPeer, now: number, { maxFails: most, failTimeout }: FailureRules): boolean {
  return most > 0 && peer.fails >= most && now - peer.checked <= failTimeout
}

/** The peer takes part in a round. Returns by how much its current weight grew, slow start included. */
export function joinRound(peer: NginxPeer, backend: SnapshotBackend): number {
  const live = liveWeight(backend)
  const step = live === peer.weight ? peer.effective : (peer.effective * live) / peer.weight
  peer.current += step
  if (peer.effective < peer.weight) peer.effective = Math.min(peer.weight, peer.effective + 1)
  return step
}

/** The peer was picked in a round in which all took part for `total`. */
export function winRound(peer: NginxPeer, total: number, now: number, rules: FailureRules): void {
  peer.current -= total
  noteTry(peer, now, rules)
}

/** The peer was picked: a success after this clears failures before it. */
export function noteTry(peer: NginxPeer, now: number, { failTimeout }: FailureRules): void {
  if (now - peer.checked > failTimeout) peer.checked = now
}

/**
 * How a call to the peer ended. A busy backend is not a broken one, and a caller that gave up judges nobody, so only
 * errors, timeouts and failed connects count as failures.
 */
export function recordOutcome(peer: NginxPeer, result: OutcomeResult, now: number, rules: FailureRules): void {
  if (result === 'success') {
    if (peer.accessed < peer.checked) peer.fails = 0
    return
  }
  if (result === 'cancelled' || result === 'rejected') return
  peer.fails += 1
  peer.accessed = now
  peer.checked = now
  if (rules.maxFails > 0) {
    peer.effective = Math.max(0, peer.effective - Math.floor(peer.weight / rules.maxFails))
  }
}
