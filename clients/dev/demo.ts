import type { ListBackendsResponse__Output } from '../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import type { Agent } from '../agent/index.ts'
import { startAgent } from '../agent/index.ts'
import { backendLine } from '../cli/backend-line.ts'
import type { BackendLine } from '../cli/backend-line.ts'
import { connect } from '../cli/connection.ts'
import type { LiveRow, LiveView, TextSink } from '../cli/index.ts'
import { createLiveOutput, createStyle, renderSummary } from '../cli/index.ts'
import { createClient } from '../typescript/index.ts'
import type { DemoBackend } from './demo-backend.ts'
import { startDemoBackend } from './demo-backend.ts'
import { startLoad } from './load.ts'
import { CALLS_PER_SECOND, phaseAt, PROFILES, SLOW } from './scenario.ts'
import { Scoreboard } from './scoreboard.ts'
import { demoSummary } from './summary.ts'

export interface DemoOptions {
  /** The service, `host:port`. */
  readonly lookaside: string
  /** Its HTTP side, `host:port`. */
  readonly http: string
  readonly pool: string
  /** When the command started, by `performance.now()`. */
  readonly startedAt: number
  readonly stdout: TextSink
  readonly isTty: boolean
  readonly width: () => number | undefined
  readonly colour: boolean
}

export interface Demo {
  /** Stops the load, shows the summary, and takes the backends away. */
  stop(): Promise<void>
  answeredCalls(): number
  failedCalls(): number
}

const WINDOW_MS = 2_000
const FRAME_MS = 250
const SNAPSHOT_MS = 2_000
/** Leaving takes no longer: nobody waits for a demonstration to end. */
const DRAIN_WAIT_MS = 300
const LIST_TIMEOUT_MS = 1_000
/** Columns where nobody says how many there are. */
const DEFAULT_WIDTH = 100

/** Real backends with their agents, a client under load, and a picture of it, all by way of the service's own API. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const backends = await Promise.all(PROFILES.map((profile) => startDemoBackend(profile, Math.random)))
  const agents = await Promise.all(backends.map((backend) => startBackendAgent(backend, options)))
  const client = createClient({ address: options.lookaside, timeoutMs: 1_000 })
  const board = new Scoreboard(WINDOW_MS)
  const startedAt = performance.now()
  let firstPickMs: number | undefined
  const stopLoad = startLoad({
    client,
    pool: options.pool,
    callsPerSecond: CALLS_PER_SECOND,
    random: Math.random,
    onCall: ({ backendId, latencyMs, failed }) => {
      const now = performance.now()
      firstPickMs ??= now - latencyMs - options.startedAt
      if (failed) board.addFailure(backendId)
      else board.add(backendId, latencyMs, now, phaseAt(now - startedAt))
    },
  })
  const stopPicture = startPicture(options, board, startedAt)
  const stopSlowness = startSlowness(backends, startedAt)
  return {
    stop: async () => {
      stopSlowness()
      await stopLoad()
      await stopPicture()
      const durationMs = performance.now() - startedAt
      const style = createStyle(options.colour)
      const summary = demoSummary(board, PROFILES, durationMs, firstPickMs)
      options.stdout.write(`\n${renderSummary(summary, style, options.isTty ? options.width() : undefined)}`)
      await client.close()
      await Promise.all(agents.map((agent) => agent.close()))
      await Promise.all(backends.map((backend) => backend.close()))
    },
    answeredCalls: () => board.totals().calls - board.totals().failed,
    failedCalls: () => board.totals().failed,
  }
}

/** The one line that makes a server a backend, and the one that lets the agent measure it. */
async function startBackendAgent({ profile, address, server }: DemoBackend, options: DemoOptions): Promise<Agent> {
  const backend = { id: profile.id, address }
  const agent = await startAgent({
    lookaside: options.lookaside,
    pool: options.pool,
    backend,
    drainWaitMs: DRAIN_WAIT_MS,
  })
  agent.observe(server)
  return agent
}

function startSlowness(backends: readonly DemoBackend[], startedAt: number): () => void {
  const victim = backends.find(({ profile }) => profile.id === SLOW.id)
  const timer = setInterval(() => {
    victim?.slowDown(phaseAt(performance.now() - startedAt) === 'slow' ? SLOW.factor : 1)
  }, 50)
  return () => clearInterval(timer)
}

function startPicture(options: DemoOptions, board: Scoreboard, startedAt: number): () => Promise<void> {
  const connection = connect(options.lookaside, LIST_TIMEOUT_MS)
  const style = createStyle(options.colour)
  const width = (): number => options.width() ?? DEFAULT_WIDTH
  const output = createLiveOutput({ style, width, isTty: options.isTty, snapshotEveryMs: SNAPSHOT_MS })
  let drawing = Promise.resolve()
  const draw = async (): Promise<void> => {
    const answer = await connection.ask<ListBackendsResponse__Output>('ListBackends', (call, callback) =>
      connection.admin.listBackends({ pool: options.pool }, call, callback),
    )
    const now = performance.now()
    const view = viewOf(options, answer.backends.map(backendLine), board, now, now - startedAt)
    const text = output.frame(view, now)
    if (text !== '') options.stdout.write(text)
  }
  // A frame that fails shows nothing new; the next one tries again.
  const timer = setInterval(() => {
    drawing = drawing.then(draw).catch(() => undefined)
  }, FRAME_MS)
  return async () => {
    clearInterval(timer)
    await drawing
    options.stdout.write(output.end())
    connection.close()
  }
}

function viewOf(
  options: DemoOptions,
  lines: readonly BackendLine[],
  board: Scoreboard,
  now: number,
  elapsedMs: number,
): LiveView {
  const scores = board.scores(now)
  const slow = phaseAt(elapsedMs) === 'slow'
  const rows = lines.map((line): LiveRow => {
    const score = scores.get(line.id)
    return {
      backend: line.id,
      state: line.state,
      share: score?.share ?? 0,
      fairShare: 1 / Math.max(1, lines.length),
      latencyMs: score?.p50Ms,
      inFlight: line.inFlight,
      picksPerSecond: score?.callsPerSecond ?? 0,
      note: slow && line.id === SLOW.id ? `slow: ${SLOW.factor} times its usual` : line.stateReason,
    }
  })
  const seconds = Math.floor(elapsedMs / 1_000)
  return {
    title: `lookaside dev: pool ${options.pool}, policy adaptive, ${seconds} s`,
    rows,
    footer: [
      `gRPC ${options.lookaside}   http://${options.http}/v1/pools   http://${options.http}/metrics`,
      `try: lookaside --address ${options.lookaside} backends ${options.pool}   (Ctrl-C ends)`,
    ],
  }
}
