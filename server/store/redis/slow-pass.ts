import type { Core } from './core.ts'
import { decodePool } from './keys.ts'
import type { Reader } from './reader.ts'
import { arrayOf } from './replies.ts'

/** Notifications are assumed lost: every pool is read again in turn, whether or not anything seems to be missing. */
export class SlowPass {
  private readonly core: Core
  private readonly reader: Reader
  private queue: string[] = []
  private share = 0
  private nextAt: number

  constructor(core: Core, reader: Reader) {
    this.core = core
    this.reader = reader
    this.nextAt = core.clock.now() + core.timings.slowPassMs
  }

  /** A pass is due at once. */
  soon(): void {
    this.nextAt = this.core.clock.now()
  }

  /** Once a second. */
  tick(): void {
    const { core } = this
    if (!core.gateway.ready() || !core.link.answering) return
    if (this.queue.length === 0 && core.clock.now() >= this.nextAt) {
      this.nextAt = core.clock.now() + core.timings.slowPassMs
      void this.begin()
    }
    const names = this.queue.splice(0, Math.max(1, Math.ceil(this.share)))
    for (const name of names) void this.reader.want(core.book.get(name))
  }

  /** Pools that nobody told us of are found here, and ours find their way back into an index that has lost them. */
  private async begin(): Promise<void> {
    const { core } = this
    const index = await core.gateway.poolNames()
    if (index.kind === 'answered') {
      const listed = new Set(arrayOf(index.value).map(String))
      for (const encoded of listed) core.book.get(decodePool(encoded))
      const lost = core.book.all().filter(({ indexed, encoded }) => indexed && !listed.has(encoded))
      for (const pool of lost) pool.indexed = false
    }
    this.queue = core.book.all().map(({ name }) => name)
    this.share = (this.queue.length * 1_000) / core.timings.slowPassMs
  }
}
