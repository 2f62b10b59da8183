import type { Channel } from './channel.ts'
import type { Core } from './core.ts'
import { STORE_KEY } from './keys.ts'
import { arrayOf } from './replies.ts'

/** Asks Redis, again and again, whether it answers, whether it is still the same, and whether the channel carries. */
export class Watchman {
  /** The next ping asks the other replicas to tell their load. */
  hello = true
  private readonly core: Core
  private storeId: string | undefined
  private lastPing = 0
  private asking: Promise<boolean> | undefined

  constructor(core: Core) {
    this.core = core
  }

  /** True: Redis answered. One ping at a time. */
  ping(): Promise<boolean> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined))
    return this.asking
  }

  /** The next ping's store is taken for what it is. */
  startAnew(): void {
    this.storeId = undefined
    this.lastPing = 0
  }

  private async ask(): Promise<boolean> {
    const { core } = this
    const kind = this.hello ? 'H' : 'P'
    const [result] = await core.gateway.run([
      { script: 'ping_v1', arguments: [STORE_KEY, core.channelName, core.origin, core.newId(), kind] },
    ])
    if (result?.kind !== 'answered') {
      core.link.failed(result?.error ?? new Error('no answer'))
      return false
    }
    core.link.answered()
    this.hello = false
    const [id, count] = arrayOf(result.value).map(String)
    if (id === undefined) return true
    if (this.storeId !== undefined && id !== this.storeId) core.wantRebuild('the store was emptied or replaced')
    else if (Number(count) <= this.lastPing) core.wantRebuild('the store is an older copy of itself')
    else this.storeId = id
    this.lastPing = Math.max(this.lastPing, Number(count))
    return true
  }
}

/** A subscription that is open and carries nothing, not even our own pings, has died without a word. */
export function checkChannel(core: Core, channel: Channel): boolean {
  const heardAt = channel.heardAt()
  if (heardAt === undefined) return false
  // While Redis itself does not answer, silence says nothing of the channel.
  if (!core.link.answering || core.clock.now() - heardAt <= core.timings.channelSilenceMs) return true
  channel.reset('it has carried nothing, not even our own pings')
  return false
}
