import type { Redis } from 'ioredis'
import type { Clock } from '../../../policies/policy.ts'
import type { Gateway } from './gateway.ts'
import { retryDelay } from './profile.ts'

export interface ChannelEvents {
  /** The subscription stands, for the first time or again: what was said before is lost. */
  opened(): void
  message(message: Buffer): void
  /** It was open, and broke or fell silent. */
  lost(reason: string): void
}

/** The subscription to the changes of the other replicas. It is made again until it is closed. */
export interface Channel {
  open(): void
  /** When the last message came or the subscription was made. Undefined: it does not stand. */
  heardAt(): number | undefined
  /** Gives the connection up: it looks open and carries nothing. */
  reset(reason: string): void
  close(): void
}

export function createChannel(
  name: string,
  gateway: Gateway,
  events: ChannelEvents,
  clock: Clock,
  random: () => number,
): Channel {
  let connection: Redis | undefined
  let heardAt: number | undefined
  let attempts = 0
  let retry: NodeJS.Timeout | undefined
  let closed = false

  function connect(): void {
    retry = undefined
    const next = gateway.subscriber()
    if (next === undefined) return again()
    connection = next
    // A socket that Redis never answers on is given up by the command timeout of the handshake or the subscription.
    next.on('error', () => undefined)
    next.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
      if (connection !== next) return
      heardAt = clock.now()
      events.message(message)
    })
    next.once('end', () => drop(next, 'the connection was closed'))
    const subscribed = next.connect().then(() => next.subscribe(name))
    subscribed.then(opened.bind(undefined, next), (error: unknown) => drop(next, String(error)))
  }

  function opened(which: Redis): void {
    if (connection !== which) return
    attempts = 0
    heardAt = clock.now()
    events.opened()
  }

  function drop(which: Redis, reason: string): void {
    if (connection !== which) return
    connection = undefined
    const wasOpen = heardAt !== undefined
    heardAt = undefined
    which.disconnect()
    if (closed) return
    if (wasOpen) events.lost(reason)
    again()
  }

  function again(): void {
    if (!closed) retry = setTimeout(connect, retryDelay(++attempts, random))
  }

  return {
    open: connect,
    heardAt: () => heardAt,
    reset(reason) {
      if (connection) drop(connection, reason)
    },
    close() {
      closed = true
      clearTimeout(retry)
      if (connection) drop(connection, 'the store is closed')
    },
  }
}
