import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { SoftChange, StoreChange, StoreListener } from '../store.ts'
import type { Channel } from './channel.ts'
import { createChannel } from './channel.ts'
import type { Core, Timings } from './core.ts'
import { flushOnce } from './flusher.ts'
import type { Gateway } from './gateway.ts'
import { receive } from './inbox.ts'
import { changesChannel, decodePool } from './keys.ts'
import { Link } from './link.ts'
import { writeMessage } from './message.ts'
import { expirePeers, Peers } from './peers.ts'
import { Pending } from './pending.ts'
import { PoolBook } from './pool-book.ts'
import { Reader } from './reader.ts'
import { restoreAll } from './rebuild.ts'
import { SlowPass } from './slow-pass.ts'
import { checkChannel, Watchman } from './watchman.ts'
import { arrayOf } from './replies.ts'

export interface ReplicationOptions {
  readonly gateway: Gateway
  readonly db: number
  /** The store's URL without secrets. */
  readonly where: string
  readonly origin: string
  readonly log: Log
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly timings: Timings
}

/** A start does not wait longer than this for a store that is down. */
const START_MS = 2_000
/** What is left at the end has this long. */
const LAST_FLUSH_MS = 700
/** The listener is asked for missing registrations at most this often: it walks over all it has. */
const MISSING_MS = 1_000
/** Replicas that are asked for their load at one time do not answer at one time. */
const ANSWER_SPREAD_MS = 40
/** How soon to look again while the store does not answer. */
const IDLE_MS = 100

const NO_LISTENER: StoreListener = { apply() {}, repopulate: () => ({ pools: [], overrides: [], soft: [] }) }

/** Keeps this replica's memory and the shared store in step: writes in rounds, hears the others, repairs what was lost. */
export class Replication {
  readonly core: Core
  private readonly options: ReplicationOptions
  private readonly channel: Channel
  private readonly peers = new Peers()
  private readonly reader: Reader
  private readonly watchman: Watchman
  private readonly slowPass: SlowPass
  private listener = NO_LISTENER
  private rebuildReason: string | undefined
  private rebuildCounted = false
  private missing = new Map<string, Set<string>>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private flushTimer: NodeJS.Timeout | undefined
  private missingTimer: NodeJS.Timeout | undefined
  private newcomerTimer: NodeJS.Timeout | undefined
  private round: Promise<void> | undefined
  private onLoaded = (): void => undefined
  private state: 'new' | 'running' | 'closed' = 'new'

  constructor(options: ReplicationOptions) {
    this.options = options
    const { gateway, clock, log, timings, origin, newId, random } = options
    this.core = {
      ...{ gateway, clock, log, timings, origin, newId },
      link: new Link(clock),
      book: new PoolBook(),
      pending: new Pending(),
      channelName: changesChannel(options.db),
      listener: () => this.listener,
      deliver: (changes) => this.deliver(changes),
      wantRead: (pool) => {
        if (this.state === 'running') void this.reader.want(pool)
      },
      wantRebuild: (reason) => this.wantRebuild(reason),
    }
    this.reader = new Reader(this.core)
    this.watchman = new Watchman(this.core)
    this.slowPass = new SlowPass(this.core, this.reader)
    const events = {
      opened: () => this.onChannelOpened(),
      message: (message: Buffer) => receive(this.core, this.peers, message, () => this.onNewcomer()),
      lost: (reason: string) => this.onChannelLost(reason),
    }
    this.channel = createChannel(this.core.channelName, gateway, events, clock, random)
  }

  async start(listener: StoreListener): Promise<void> {
    this.listener = listener
    this.state = 'running'
    const loaded = new Promise<void>((resolve) => (this.onLoaded = resolve))
    const giveUp = setTimeout(this.onLoaded, START_MS)
    let first = true
    this.core.gateway.connect(
      () => {
        if (first) this.channel.open()
        else void this.resync()
        first = false
        void this.ping()
      },
      (error) => {
        this.core.link.failed(error)
        this.onLoaded()
      },
    )
    this.schedulePing()
    this.every(1_000, () => this.slowPass.tick())
    await loaded
    clearTimeout(giveUp)
    const { where } = this.options
    const error = this.core.link.error()
    if (error === '') this.core.log.info('store loaded', { store: where, pools: this.core.book.all().length })
    else this.core.log.warn('store is down; going on without it', { store: where, error })
  }

  offer(change: SoftChange): void {
    if (this.state === 'closed') return
    if (change.kind === 'load') this.peers.noteOwn(change.pool, change.digest)
    this.core.pending.offer(change, this.core.clock.now())
    this.armFlush(this.core.timings.flushMs)
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    const { core } = this
    const deadline = core.clock.now() + LAST_FLUSH_MS
    const started = this.state === 'running'
    this.state = 'closed'
    for (const timer of this.timers) clearInterval(timer)
    for (const timer of [this.flushTimer, this.missingTimer, this.newcomerTimer]) clearTimeout(timer)
    this.onLoaded()
    await this.round
    while (
      started &&
      core.pending.size > 0 &&
      core.gateway.ready() &&
      core.link.answering &&
      core.clock.now() < deadline
    ) {
      await flushOnce(core, () => undefined)
    }
    if (core.gateway.ready()) await core.gateway.publish(core.channelName, [writeMessage(core.origin, 'G', '')])
    this.reader.clear()
    this.channel.close()
    core.gateway.close()
  }

  private every(ms: number, act: () => void): void {
    this.timers.add(setInterval(act, ms))
  }

  private schedulePing(): void {
    const { timings, link } = this.core
    const timer = setTimeout(
      () => {
        this.timers.delete(timer)
        if (this.state === 'closed') return
        void this.ping()
        this.schedulePing()
      },
      link.answering ? timings.pingMs : timings.pingWhileDownMs,
    )
    this.timers.add(timer)
  }

  private async ping(): Promise<void> {
    const { core } = this
    const wasAnswering = core.link.answering
    if (core.gateway.ready() && (await this.watchman.ping()) && this.state === 'running') {
      if (!wasAnswering) this.reader.retryFailed()
      this.armFlush(wasAnswering ? core.timings.flushMs : 0)
    }
    if (this.state !== 'running') return
    const carries = checkChannel(core, this.channel)
    core.link.channel(carries)
    expirePeers(core, this.peers, carries)
  }

  private onChannelOpened(): void {
    this.core.link.channel(true)
    // What was said while the channel was down is lost, and the others have to tell their load again.
    this.watchman.hello = true
    void this.ping()
    void this.resync()
  }

  private onChannelLost(reason: string): void {
    this.core.link.repairs += 1
    this.core.link.channel(false)
    this.core.log.warn('channel of changes lost', { reason })
  }

  private onNewcomer(): void {
    if (this.newcomerTimer !== undefined || this.state !== 'running') return
    this.newcomerTimer = setTimeout(() => {
      this.newcomerTimer = undefined
      for (const { pool, digest } of this.peers.own()) this.core.pending.putBackDigest(pool, digest)
      this.armFlush(0)
    }, this.options.random() * ANSWER_SPREAD_MS)
  }

  /** Reads every pool that anybody knows. */
  private async resync(): Promise<void> {
    const { core } = this
    const names = await core.gateway.poolNames()
    if (this.state !== 'running') return
    if (names.kind === 'answered') {
      for (const encoded of arrayOf(names.value)) core.book.get(decodePool(String(encoded)))
      await Promise.all(core.book.all().map((pool) => this.reader.want(pool)))
    } else {
      core.link.failed(names.error)
      // The next connection, or the slow pass, reads what this one could not.
      this.slowPass.soon()
    }
    this.onLoaded()
  }

  private armFlush(ms: number): void {
    if (this.flushTimer !== undefined || this.round !== undefined || this.state !== 'running') return
    if (this.core.pending.size === 0 && this.rebuildReason === undefined) return
    this.flushTimer = setTimeout(() => {
      this.flushTimer = undefined
      this.round = this.flushRound()
        .catch((error: unknown) => this.core.log.error('a flush failed', { error: String(error) }))
        .finally(() => {
          this.round = undefined
          this.armFlush(this.core.link.answering ? this.core.timings.flushMs : IDLE_MS)
        })
    }, ms)
  }

  /** One round at a time, and none while Redis does not answer: the last values wait, nothing else does. */
  private async flushRound(): Promise<void> {
    const { core } = this
    if (!core.gateway.ready() || !core.link.answering) return
    if (this.rebuildReason !== undefined && !(await this.rebuild(this.rebuildReason))) return
    await flushOnce(core, (pool, ids) => this.onMissing(pool, ids))
  }

  private wantRebuild(reason: string): void {
    if (this.rebuildReason !== undefined || this.state !== 'running') return
    this.rebuildReason = reason
    this.rebuildCounted = false
    this.armFlush(0)
  }

  private async rebuild(reason: string): Promise<boolean> {
    const { core } = this
    if (!this.rebuildCounted) {
      this.rebuildCounted = true
      core.link.epochChanges += 1
      core.log.warn('the store has forgotten; putting back what is known', { reason })
    }
    this.watchman.startAnew()
    if (!(await this.watchman.ping()) || !(await restoreAll(core))) return false
    this.rebuildReason = undefined
    void this.resync()
    return true
  }

  /** Heartbeats of backends whose registration the store does not have: memory may have it. */
  private onMissing(pool: string, ids: readonly string[]): void {
    if (this.state !== 'running') return
    const known = this.missing.get(pool) ?? new Set<string>()
    for (const id of ids) known.add(id)
    this.missing.set(pool, known)
    this.missingTimer ??= setTimeout(() => {
      this.missingTimer = undefined
      const missing = this.missing
      this.missing = new Map()
      for (const change of this.listener.repopulate().soft) {
        if (change.kind !== 'register' || missing.get(change.pool)?.has(change.backend.id) !== true) continue
        this.core.pending.putBack(change, this.core.clock.now())
      }
      this.armFlush(0)
    }, MISSING_MS)
  }

  private deliver(changes: readonly StoreChange[]): void {
    if (changes.length === 0 || this.state !== 'running') return
    try {
      this.listener.apply(changes)
    } catch (error) {
      this.core.log.error('a change from the store could not be applied', { error: String(error) })
    }
  }
}
