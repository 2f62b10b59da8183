import type { OutcomeResult } from '../../policies/policy.ts'
import type { EventQueue } from './event-queue.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import type { BackendResult, RunResult, SeriesResult, WindowResult } from './result.ts'
import type { Scenario } from './scenario.ts'
import type { SimulatedBackend } from './world/backend.ts'
import type { Request } from './world/request.ts'

interface Used {
  readonly work: number
  readonly capacity: number
}

/** Samples of a run that a picture shows. */
const SAMPLES = 200

/**
 * Writes down what happens in a run: calls that arrived from the end of the warm-up on, however late they end, and the state of the
 * backends until the last call arrives. The series have the whole of that time.
 */
export class Recording {
  private requests = 0
  private successes = 0
  private errors = 0
  private timeouts = 0
  private nobody = 0
  private readonly latency = new LatencyHistogram()
  private readonly window = new LatencyHistogram()
  private windowFailed = 0
  private readonly windows: WindowResult[] = []
  private readonly inFlight: number[][]
  private readonly picks: number[]
  private readonly failures: number[]
  private readonly everyMs: number
  /** Work done and capacity at the end of the warm-up and of the run, by backend. */
  private before: Used[] = []
  private after: Used[] = []
  private stopSampling: () => void = () => undefined
  private readonly scenario: Scenario
  private readonly events: EventQueue
  private readonly backends: readonly SimulatedBackend[]

  constructor(scenario: Scenario, events: EventQueue, backends: readonly SimulatedBackend[]) {
    this.scenario = scenario
    this.events = events
    this.backends = backends
    this.everyMs = scenario.durationMs / SAMPLES
    this.inFlight = backends.map(() => [])
    this.picks = backends.map(() => 0)
    this.failures = backends.map(() => 0)
  }

  start(): void {
    this.stopSampling = this.events.every(this.everyMs, () => this.sample())
    this.events.at(this.scenario.warmUpMs, () => {
      this.before = this.work()
    })
  }

  /** The last call has arrived; those under way go on. */
  stop(): void {
    this.stopSampling()
    this.after = this.work()
  }

  picked(request: Request): void {
    if (request.arrivedAt < this.scenario.warmUpMs) return
    this.picks[request.backend] = (this.picks[request.backend] ?? 0) + 1
  }

  unanswered(request: Request): void {
    this.windowFailed++
    if (request.arrivedAt < this.scenario.warmUpMs) return
    this.requests++
    this.errors++
    this.nobody++
  }

  ended(request: Request, result: OutcomeResult, latencyMs: number): void {
    const good = result === 'success'
    this.window.add(latencyMs)
    if (!good) this.windowFailed++
    if (request.arrivedAt < this.scenario.warmUpMs) return
    this.requests++
    this.latency.add(latencyMs)
    if (good) this.successes++
    else if (result === 'timeout') this.timeouts++
    else this.errors++
    if (!good) this.failures[request.backend] = (this.failures[request.backend] ?? 0) + 1
  }

  result(labels: Pick<RunResult, 'scenario' | 'contender' | 'seed'>): RunResult {
    return {
      ...labels,
      requests: this.requests,
      successes: this.successes,
      errors: this.errors,
      timeouts: this.timeouts,
      unanswered: this.nobody,
      latency: this.latency.summary(),
      backends: this.backendResults(),
      series: this.series(),
      simulatedMs: this.scenario.durationMs,
    }
  }

  private sample(): void {
    const { window } = this
    const failed = this.windowFailed
    this.windows.push({ ended: window.count, failed, p50: window.quantile(0.5), p99: window.quantile(0.99) })
    window.reset()
    this.windowFailed = 0
    for (const [index, backend] of this.backends.entries()) this.inFlight[index]?.push(backend.inFlight)
  }

  private series(): SeriesResult {
    return { everyMs: this.everyMs, windows: this.windows, inFlight: this.inFlight }
  }

  private work(): Used[] {
    const now = this.events.now()
    return this.backends.map((backend) => ({
      work: backend.machine.workUntil(now),
      capacity: backend.capacityUntil(now),
    }))
  }

  private backendResults(): BackendResult[] {
    const used = this.after.map(({ work, capacity }, index) => ({
      work: work - (this.before[index]?.work ?? 0),
      capacity: capacity - (this.before[index]?.capacity ?? 0),
    }))
    const picks = this.picks.reduce((sum, count) => sum + count, 0)
    const capacity = used.reduce((sum, each) => sum + each.capacity, 0)
    const from = Math.ceil(this.scenario.warmUpMs / this.everyMs)
    return this.backends.map((backend, index) => {
      const samples = (this.inFlight[index] ?? []).slice(from)
      const { work, capacity: own } = used[index] ?? { work: 0, capacity: 0 }
      return {
        id: backend.id,
        group: backend.groupIndex,
        picks: this.picks[index] ?? 0,
        share: picks > 0 ? (this.picks[index] ?? 0) / picks : 0,
        fairShare: capacity > 0 ? own / capacity : 0,
        errors: this.failures[index] ?? 0,
        meanInFlight: samples.reduce((sum, count) => sum + count, 0) / Math.max(1, samples.length),
        maxInFlight: samples.reduce((most, count) => Math.max(most, count), 0),
        utilization: own > 0 ? work / own : 0,
      }
    })
  }
}
