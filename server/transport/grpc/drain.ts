import type { Server } from '@grpc/grpc-js'
import type { Log } from '../../telemetry/ports.ts'
import type { TransportLimits } from '../limits.ts'
import type { Timers } from '../timers.ts'
import type { CallGate } from './call-gate.ts'
import type { Listener } from './listener.ts'
import type { StreamLife } from './stream-life.ts'

/** Kept back from the deadline, so that a forced end is still inside it. */
const FORCE_MARGIN_MS = 1_000

interface DrainParts {
  readonly server: Server
  readonly listener: Listener
  readonly gate: CallGate
  readonly life: StreamLife
  readonly limits: TransportLimits
  readonly timers: Timers
  readonly log: Log
  readonly setHealth: (serving: boolean) => void
}

export interface Drain {
  readonly isDraining: () => boolean
  readonly drain: (deadlineMs: number) => Promise<void>
  readonly forceClose: () => void
}

/**
 * The way out: health says NOT_SERVING, streams are sent elsewhere and keep working for a grace, unary calls work until
 * their connection closes, and whatever is left near the deadline is cut. The library's own shutdown waits for ever
 * while a stream is open, so it comes last and is not relied on.
 */
export function createDrain(parts: DrainParts): Drain {
  const { server, listener, gate, life, limits, timers, log, setHealth } = parts
  let draining: Promise<void> | undefined

  const forceClose = (): void => {
    listener.close()
    server.forceShutdown()
    listener.destroyAll()
  }
  const run = async (deadlineMs: number): Promise<void> => {
    const untilForced = Math.max(deadlineMs - FORCE_MARGIN_MS, deadlineMs / 2)
    const graceMs = Math.min(limits.goAwayGraceMs, untilForced / 2)
    const forced = new Promise<'forced'>((resolve) => {
      timers.after(untilForced, () => resolve('forced'))
    })
    setHealth(false)
    gate.closeToStreams()
    life.goAwayAll('SHUTTING_DOWN', graceMs)
    const linger = listener.size === 0 ? 0 : Math.min(limits.drainLingerMs, graceMs)
    await Promise.all([after(timers, linger), emptyOrAfter(life, timers, graceMs)])
    life.endAll()
    gate.endForeignStreams()
    listener.close()
    const closed = new Promise<'closed'>((resolve) => server.tryShutdown(() => resolve('closed')))
    const end = await Promise.race([closed, forced])
    if (end === 'forced') log.warn('the drain was forced', { connections: listener.size, streams: life.size })
    forceClose()
  }

  return {
    isDraining: () => draining !== undefined,
    drain(deadlineMs) {
      draining ??= run(deadlineMs)
      return draining
    },
    forceClose,
  }
}

function after(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (delayMs <= 0) resolve()
    else timers.after(delayMs, resolve)
  })
}

function emptyOrAfter(life: StreamLife, timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    life.whenEmpty(resolve)
    timers.after(delayMs, resolve)
  })
}
