import type { Clock } from '../../../policies/policy.ts'

/** Longer than two pings that were missed. */
const SILENT_MS = 1_500
/** A subscription that is made again takes well under this. */
const CHANNEL_GRACE_MS = 3_000

/** What is known of the connection, told truthfully. */
export class Link {
  epochChanges = 0
  repairs = 0
  private readonly clock: Clock
  private answeredAt: number
  private channelSince: number
  private channelOpen = false
  private problem = 'not connected yet'

  constructor(clock: Clock) {
    this.clock = clock
    this.answeredAt = clock.now()
    this.channelSince = clock.now()
  }

  /** The last thing that was asked of Redis was answered, and not with an error. */
  get answering(): boolean {
    return this.problem === ''
  }

  answered(): void {
    this.answeredAt = this.clock.now()
    this.problem = ''
  }

  failed(error: Error): void {
    // An error that Redis itself sent is an answer all the same.
    if (error.name === 'ReplyError') this.answeredAt = this.clock.now()
    this.problem = error.message
  }

  channel(open: boolean): void {
    if (open === this.channelOpen) return
    this.channelOpen = open
    this.channelSince = this.clock.now()
  }

  silentMs(): number {
    return this.clock.now() - this.answeredAt
  }

  /** Why the store is down. Empty: it is up. */
  error(): string {
    if (this.problem !== '') return this.problem
    if (this.silentMs() > SILENT_MS) return `Redis has been silent for ${Math.round(this.silentMs())} ms`
    const channelDown = !this.channelOpen && this.clock.now() - this.channelSince > CHANNEL_GRACE_MS
    return channelDown ? 'the channel of changes cannot be subscribed to' : ''
  }
}
