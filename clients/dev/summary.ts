import type { Summary } from '../cli/index.ts'
import type { BackendProfile } from './demo-backend.ts'
import { SLOW } from './scenario.ts'
import type { Scoreboard } from './scoreboard.ts'

/** What a run has shown, from what the client itself measured. */
export function demoSummary(
  board: Scoreboard,
  profiles: readonly BackendProfile[],
  durationMs: number,
  firstPickMs: number | undefined,
): Summary {
  const totals = board.totals()
  const answered = totals.calls - totals.failed
  const rows = profiles.map(({ id }) => {
    const of = totals.byBackend.get(id)
    return {
      backend: id,
      picks: (of?.calls ?? 0) + (of?.failed ?? 0),
      share: answered === 0 ? 0 : (of?.calls ?? 0) / answered,
      meanLatencyMs: of?.meanMs,
      failures: of?.failed ?? 0,
    }
  })
  const remarks: string[] = []
  if (firstPickMs !== undefined) remarks.push(`first pick ${Math.round(firstPickMs)} ms after the start`)
  if (totals.p50Ms !== undefined && totals.p99Ms !== undefined) {
    remarks.push(`latency as the client saw it: p50 ${totals.p50Ms.toFixed(0)} ms, p99 ${totals.p99Ms.toFixed(0)} ms`)
  }
  const shares = (['before', 'slow', 'after'] as const).flatMap((phase) => {
    const share = board.phaseShare(SLOW.id, phase)
    const when = phase === 'slow' ? `while ${SLOW.factor} times slower` : phase
    return share === undefined ? [] : [`${(share * 100).toFixed(0)} % ${when}`]
  })
  if (shares.length > 1) remarks.push(`the policy reacted: ${SLOW.id} got ${shares.join(', ')}`)
  return { title: 'lookaside dev', durationMs, rows, remarks }
}
