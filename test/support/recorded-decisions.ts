/** A decision as `lookaside tap -o json` prints it, in one line. */
export function decisionLine(atMs: number, changes: Readonly<Record<string, unknown>> = {}): string {
  const decision = {
    ...{ id: `d${atMs}`, time: new Date(atMs).toISOString(), pool: 'checkout', policy: 'peak_ewma' },
    ...{ backendId: 'a', runnerUpBackendId: 'b', alternateBackendIds: [], candidates: 2, dryRun: false, replica: 'r1' },
    scores: [scored('a', 20, 1), scored('b', 40, 2)],
    ...changes,
  }
  return JSON.stringify({ schemaVersion: 1, kind: 'decision', decision, dropped: 0 })
}

export function scored(backendId: string, latency: number, inFlight: number): Record<string, unknown> {
  const inputs = [
    { signal: 'latency', value: latency, ageMs: 3 },
    { signal: 'in_flight', value: inFlight, ageMs: 3 },
  ]
  return { backendId, score: latency * (inFlight + 1), inputs }
}

const START = Date.parse('2026-01-31T12:00:00Z')

/** `count` decisions of the pool `checkout`, `everyMs` apart: three of four go to `a`, which is twice as fast as `b`. */
export function recording(count: number, everyMs: number): string {
  const lines = Array.from({ length: count }, (_, index) =>
    decisionLine(START + index * everyMs, { backendId: index % 4 === 3 ? 'b' : 'a' }),
  )
  return `${lines.join('\n')}\n`
}
