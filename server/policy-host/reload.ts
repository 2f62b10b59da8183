import { dirname } from 'node:path'
import type { Log } from '../telemetry/ports.ts'
import { boundedLine, describeError } from './describe-error.ts'
import { emptyFootprint, hasChanged, listingOf, mergeFootprints, type Footprint } from './footprint.ts'
import type { LoadedPolicy } from './load.ts'
import type { PolicyRegistryControl } from './registry.ts'
import type { Stop, Timers, WatchFolder } from './watching.ts'

/** Editors and package managers write a file in several steps; one look after the last of them is enough. */
const SETTLE_MS = 100
/** Safety net: notifications get lost on network file systems and when a watched folder itself is replaced. */
const POLL_MS = 30_000

export interface ReloadOptions {
  readonly loaded: LoadedPolicy
  /** Loads and proves the policy anew; fills the footprint also when it fails. */
  readonly load: (footprint: Footprint) => Promise<LoadedPolicy>
  readonly registry: Pick<PolicyRegistryControl, 'replace' | 'setLoadError'>
  readonly watchFolder: WatchFolder
  readonly timers: Timers
  readonly log: Log
}

export interface Reload {
  /** Looks now, and resolves when what was found is in force. `force` tries again also what has failed unchanged. */
  check(force?: boolean): Promise<void>
  /** Resolves when no load is under way. */
  idle(): Promise<void>
  /** Ends the watching, and resolves when a load that is under way has ended; its result is not used. */
  close(): Promise<void>
}

/**
 * Keeps a third-party policy fresh: when one of its files changes, the newer version is loaded and proven, and only then
 * takes over. A version that is not good changes nothing but the `loadError` in the list, and is logged once.
 */
export function keepFresh(options: ReloadOptions): Reload {
  const { timers } = options
  const attempts = createAttempts(options)
  let closed = false
  let tail = Promise.resolve()
  let stopWatching: Stop = () => {}
  let settling: Stop | undefined

  const rewatch = (): void => {
    stopWatching()
    if (closed) return
    const stops = foldersOf(attempts.footprint()).map((folder) => options.watchFolder(folder, settle))
    stopWatching = () => {
      for (const stop of stops) stop()
    }
  }
  const settle = (): void => {
    if (closed || settling !== undefined) return
    settling = timers.after(SETTLE_MS, () => {
      settling = undefined
      void check()
    })
  }
  const look = async (force: boolean): Promise<void> => {
    if (closed || !(await attempts.worthTrying(force))) return
    await attempts.attempt(() => closed)
    rewatch()
  }
  const check = (force = false): Promise<void> => {
    tail = tail.then(() => look(force))
    return tail
  }
  const poll = (): Stop =>
    timers.after(POLL_MS, () => {
      // A watch on a folder that was itself replaced is deaf.
      rewatch()
      void check(true)
      stopPoll = poll()
    })
  let stopPoll = poll()
  rewatch()

  return {
    check,
    idle: () => tail,
    close() {
      closed = true
      stopPoll()
      settling?.()
      stopWatching()
      return tail
    },
  }
}

interface Attempts {
  footprint(): Footprint
  worthTrying(force: boolean): Promise<boolean>
  /** Loads, proves and puts into force. Never rejects. */
  attempt(abandoned: () => boolean): Promise<void>
}

function createAttempts({ loaded, load, registry, log }: ReloadOptions): Attempts {
  const { type } = loaded.factory
  let { version, footprint } = loaded
  /** Why the last attempt was no good, and the names in its folders, where a missing file may appear. */
  let failed: { readonly error: string; readonly listing: string } | undefined

  const succeed = (newer: LoadedPolicy): void => {
    if (newer.version !== version) {
      registry.replace(newer)
      log.info('a newer version of a policy is in force', { policy: type, version: newer.version, before: version })
    }
    version = newer.version
    footprint = newer.footprint
    failed = undefined
    registry.setLoadError(type, '')
  }

  return {
    footprint: () => footprint,
    async worthTrying(force) {
      if (await hasChanged(footprint)) return true
      if (failed === undefined) return false
      return force || (await listingOf(footprint)) !== failed.listing
    },
    async attempt(abandoned) {
      const seen = emptyFootprint()
      try {
        const newer = await load(seen)
        if (!abandoned()) succeed(newer)
      } catch (error) {
        if (abandoned()) return
        footprint = await mergeFootprints(footprint, seen)
        const message = boundedLine(describeError(error))
        if (message !== failed?.error) {
          log.error('a newer version of a policy is no good: the one before serves', {
            policy: type,
            version,
            error: message,
          })
        }
        failed = { error: message, listing: await listingOf(footprint) }
        registry.setLoadError(type, message)
      }
    },
  }
}

function foldersOf({ files, folders }: Footprint): string[] {
  return [...new Set([...folders, ...[...files.keys()].map((path) => dirname(path))])]
}
