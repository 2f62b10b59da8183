import type { Clock } from '../typescript/clock.ts'
import type { Log } from '../typescript/log.ts'
import type { Link } from './link.ts'
import type { Member } from './member.ts'
import { createStopper, inParallel } from './parallel.ts'
import { PARALLEL_CALLS } from './round.ts'

/** A replica that takes longer is as good as gone, and there may be another. */
const CALL_MS = 1_000

/** Takes away every backend that the service may know, within `limitMs`; what is not told is left to the leases. */
export async function deregisterAll(
  { link, clock, log }: { readonly link: Link; readonly clock: Clock; readonly log: Log },
  members: readonly Member[],
  limitMs: number,
): Promise<void> {
  const left = new Set(members.filter((member) => member.everSent && member.status !== 'superseded'))
  const limit = createStopper()
  const timer = clock.after(limitMs, () => limit.abort(new Error(`deregistering took longer than ${limitMs} ms`)))
  // Each address once, a lone one twice: its first connection may be the one that was just lost.
  for (let tries = Math.max(2, link.addresses.length); tries > 0 && left.size > 0 && !limit.signal.aborted; tries--) {
    const reached = await inParallel([...left], PARALLEL_CALLS, async (member) => {
      const { pool, id } = member.identity
      const request = { pool, backendId: id, epoch: member.epoch }
      const result = await link.deregister(request, { timeoutMs: Math.min(CALL_MS, limitMs), signal: limit.signal })
      if (result.kind === 'lost') return false
      if (result.kind === 'refused')
        log.warn('deregistering refused', { pool, backend: id, error: result.error.message })
      return left.delete(member)
    })
    if (!reached) link.moveOn()
  }
  timer.cancel()
  if (left.size > 0) log.warn('the service was not told, so leases have to run out', { backends: left.size })
}
