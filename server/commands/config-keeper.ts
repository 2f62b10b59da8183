import { changesBetween, formatChange, formatProblem } from '../config/index.ts'
import type { ConfigProblem, LoadedConfig, ServerConfig } from '../config/index.ts'
import type { Stop, Timers, WatchFolder } from '../policy-host/watching.ts'
import type { Reconfigured } from '../reconfigure.ts'
import type { ConfigReload, ConfigReloads, Log } from '../telemetry/ports.ts'

/** What reading the file came to. */
export type ConfigReading =
  /** `loaded` is called when the text is worth it. */
  | { readonly kind: 'read'; readonly text: string; readonly load: () => LoadedConfig | Faulty }
  /** It is missing, or it cannot be read. */
  | ({ readonly kind: 'unreadable' } & Faulty)

export interface Faulty {
  readonly problems: readonly ConfigProblem[]
}

export interface ConfigKeeperOptions {
  readonly record: ReloadRecord
  readonly read: () => ConfigReading
  /** What the process was started with. */
  readonly started: { readonly text: string; readonly config: ServerConfig }
  readonly apply: (config: ServerConfig) => Promise<Reconfigured>
  readonly setLogLevel: (level: string) => void
  /** Folders in which a change of the file shows: its own, and that of what it links to. */
  readonly folders: () => readonly string[]
  readonly watchFolder: WatchFolder
  readonly timers: Timers
  readonly log: Log
}

export interface ConfigKeeper {
  /** Looks now, and resolves when what was found is in force or refused. `force` reads also what has not changed. */
  check(force: boolean): Promise<void>
  close(): void
}

export interface ReloadRecord extends ConfigReloads {
  note(reload: ConfigReload): void
}

export function createReloadRecord(source: string): ReloadRecord {
  let loadedAt = new Date()
  let last: ConfigReload | undefined
  return {
    source,
    get loadedAt() {
      return loadedAt
    },
    get last() {
      return last
    },
    note(reload) {
      last = reload
      if (reload.ok) loadedAt = reload.at
    },
  }
}

/** A file is taken when two looks this far apart found the same text: a write may come in pieces. */
const SETTLE_MS = 150
/** The second look at a file that is gone or empty: replacing a file may take it away for a moment. */
const DOUBT_MS = 1_000
/** A file that changes with each of so many looks is read all the same. */
const MOST_LOOKS = 20
/** Safety net: notifications get lost on network file systems, and a policy's file may have been mended meanwhile. */
const POLL_MS = 30_000
/** Changes named in one line of the log. */
const MOST_SHOWN = 50

/**
 * Keeps a running service in step with its configuration file. A file that is no good, or gone, changes nothing: the
 * configuration before it stays in force, and log, status and metrics say so.
 */
export function keepConfigFresh(options: ConfigKeeperOptions): ConfigKeeper {
  const { timers, log } = options
  const take = createTaker(options)
  let seen = `text ${options.started.text}`
  let closed = false
  let tail = Promise.resolve()
  let settling: Stop | undefined
  let stopWatching: Stop = () => {}

  const look = async (force: boolean): Promise<void> => {
    const reading = closed ? undefined : await settled(options, seen)
    if (closed || reading === undefined || (!force && textOf(reading) === seen)) return
    seen = textOf(reading)
    await take(reading)
    rewatch()
  }
  const check = (force: boolean): Promise<void> => {
    tail = tail
      .then(() => look(force))
      .catch((error: unknown) => log.error('a reload of the configuration failed', { error: String(error) }))
    return tail
  }
  const changed = (): void => {
    settling ??= timers.after(SETTLE_MS, () => {
      settling = undefined
      void check(false)
    })
  }
  const rewatch = (): void => {
    stopWatching()
    if (closed) return
    const stops = options.folders().map((folder) => options.watchFolder(folder, changed))
    stopWatching = () => {
      for (const stop of stops) stop()
    }
  }
  const poll = (): Stop =>
    timers.after(POLL_MS, () => {
      // A watch on a folder that was itself replaced is deaf.
      rewatch()
      void check(options.record.last?.ok === false)
      stopPoll = poll()
    })
  let stopPoll = poll()
  rewatch()
  return {
    check,
    close() {
      closed = true
      stopPoll()
      settling?.()
      stopWatching()
    },
  }
}

/** What the file holds once it holds still. */
async function settled({ read, timers }: ConfigKeeperOptions, seen: string): Promise<ConfigReading> {
  let reading = read()
  for (let looks = 1; looks < MOST_LOOKS && textOf(reading) !== seen; looks += 1) {
    const isDoubtful = reading.kind === 'unreadable' || reading.text.trim() === ''
    await new Promise<void>((resolve) => void timers.after(isDoubtful ? DOUBT_MS : SETTLE_MS, resolve))
    const again = read()
    if (textOf(again) === textOf(reading)) return again
    reading = again
  }
  return reading
}

/** What two readings are compared by: a file that is gone differs from every text. */
const textOf = (reading: ConfigReading): string =>
  reading.kind === 'read' ? `text ${reading.text}` : `unreadable ${reading.problems.map(formatProblem).join()}`

/** Puts what was read into force, or says why not. */
function createTaker({ record, started, apply, setLogLevel, log }: ConfigKeeperOptions) {
  let running = started.config
  const refuse = (problems: readonly string[]): void => {
    const repeated = record.last?.ok === false && record.last.problems.join('\n') === problems.join('\n')
    record.note({ at: new Date(), ok: false, problems })
    if (repeated) return
    const message = 'the configuration file is no good: the configuration before it stays in force'
    log.error(message, { file: record.source, problems })
  }
  return async (reading: ConfigReading): Promise<void> => {
    if (reading.kind === 'read' && reading.text.trim() === '' && started.text.trim() !== '') {
      return refuse([`${record.source}: expected settings, got an empty file; restart to go by the defaults alone`])
    }
    const loaded = reading.kind === 'read' ? reading.load() : reading
    if ('problems' in loaded) return refuse(loaded.problems.map(formatProblem))
    const { config } = loaded
    const result = await apply(config)
    if (result.kind === 'refused') return refuse(result.faults.map((fault) => formatProblem(loaded.problemOf(fault))))
    const { live } = changesBetween(running, config)
    // What needs a restart stays as it was started with, and is named with each reload until then.
    const { restart } = changesBetween(started.config, config)
    running = config
    setLogLevel(config.log.level)
    record.note({ at: new Date(), ok: true, problems: [] })
    const changes = live.slice(0, MOST_SHOWN).map(formatChange)
    const more = live.length > MOST_SHOWN ? { more: live.length - MOST_SHOWN } : {}
    if (live.length === 0) log.info('the configuration was read again: nothing to take over', { file: record.source })
    else log.info('the configuration was reloaded', { file: record.source, changes, ...more })
    if (restart.length > 0) {
      log.warn('these settings take effect with a restart only', { settings: restart.map(formatChange) })
    }
    for (const note of result.notes) log.warn(note)
  }
}
