import type { LoadReport, Rng } from '../../../policies/policy.ts'
import type { EventQueue } from '../event-queue.ts'
import type { Antagonist, BackendGroup, Phase } from '../scenario.ts'
import type { Machine } from './machine.ts'
import { ProcessorSharing } from './processor-sharing.ts'
import type { Request } from './request.ts'
import { WaitingLine } from './waiting-line.ts'
import { drawExponential } from './work-source.ts'

/** How a call ended at the backend. */
export type Ending = 'success' | 'error' | 'connect_failure'

export interface BackendDeps {
  readonly events: EventQueue
  /** For antagonists and failures. */
  readonly rng: Rng
  readonly ended: (request: Request, ending: Ending) => void
}

const NO_NUMBERS: ReadonlyMap<string, number> = new Map()

/** Nothing is known. */
const SILENT_REPORT: LoadReport = {
  cpuUtilization: 0,
  memUtilization: 0,
  applicationUtilization: 0,
  rps: 0,
  eps: 0,
  utilization: NO_NUMBERS,
  namedMetrics: NO_NUMBERS,
  requestCost: NO_NUMBERS,
  inFlight: undefined,
  completed: 0,
  errors: 0,
  capacity: 0,
  latencyMs: undefined,
}

/** Metric of a report that comes with an outcome: milliseconds that the backend worked on the call. */
export const SERVICE_TIME = 'service_time_ms'

/** A simulated backend: a machine, what disturbs it, and the counters that its agent reads. */
export class SimulatedBackend {
  readonly id: string
  readonly group: BackendGroup
  readonly groupIndex: number
  readonly machine: Machine
  completed = 0
  errors = 0
  /** Requests that run now, at full speed each. */
  capacity = 0
  /** Milliseconds of work that one of them does in a millisecond. */
  private speed = 1
  private readonly deps: BackendDeps
  private factor = 1
  private phase: Phase | undefined
  /** Earliest time for which an event is in the queue. */
  private nextEventAt = Infinity
  /** Requests of a fixed duration, which take no capacity. */
  private apart = 0
  private reported = { at: 0, completed: 0, errors: 0, workDone: 0, latencySum: 0, successes: 0 }
  private latencySum = 0
  private successes = 0
  /** Capacity over time, for the mean. */
  private capacitySince = 0
  private capacityArea = 0
  private readonly onFinish = (): void => this.finishDue()

  constructor(id: string, groupIndex: number, group: BackendGroup, deps: BackendDeps) {
    this.id = id
    this.group = group
    this.groupIndex = groupIndex
    this.deps = deps
    this.machine = group.discipline === 'fifo' ? new WaitingLine() : new ProcessorSharing()
    this.applyPower()
    if (group.antagonist !== undefined) this.disturb(group.antagonist)
    for (const phase of group.phases ?? []) {
      deps.events.at(phase.fromMs, () => this.enter(phase))
      deps.events.at(phase.untilMs, () => this.leave(phase))
    }
  }

  get inFlight(): number {
    return this.machine.inFlight + this.apart
  }

  get isDown(): boolean {
    return this.phase?.down === true || this.phase?.absent === true
  }

  get isAbsent(): boolean {
    return this.phase?.absent === true
  }

  get isDraining(): boolean {
    return this.phase?.draining === true
  }

  /** How many times longer than an undisturbed backend of speed 1 it takes for a call by itself; failing counts as ten times. */
  trueFactor(): number {
    const { phase, speed } = this
    const slow = 1 / Math.max(1e-9, speed)
    const fixed = phase?.fixedMs === undefined ? 1 : Math.max(1, phase.fixedMs / 100)
    return slow * fixed * (1 + 9 * (phase?.errorRate ?? 0))
  }

  /** Milliseconds of work that its capacity allowed since the start. */
  capacityUntil(now: number): number {
    return this.capacityArea + (now - this.capacitySince) * this.capacity * this.speed
  }

  arrive(request: Request): void {
    const { events, rng, ended } = this.deps
    const { phase } = this
    if (this.isDown) {
      ended(request, 'connect_failure')
      return
    }
    const fails = phase?.errorRate !== undefined && rng.next() < phase.errorRate
    const fixedMs = fails ? (phase.errorMs ?? request.work) : phase?.fixedMs
    if (fixedMs !== undefined) {
      this.apart++
      request.apart = true
      events.at(events.now() + fixedMs, () => {
        if (request.done) return
        this.apart--
        this.count(request, fails ? 'error' : 'success')
      })
      return
    }
    this.machine.arrive(request, events.now())
    this.schedule()
  }

  /** The caller has given up; the request is marked done. */
  cancel(request: Request): void {
    if (request.apart) this.apart--
    else this.machine.cancel(request, this.deps.events.now())
    this.completed++
    this.errors++
    this.schedule()
  }

  /** What its agent measures: since the report before, and now. */
  report(withCapacity: boolean): LoadReport {
    const now = this.deps.events.now()
    const last = this.reported
    const seconds = Math.max(1e-9, (now - last.at) / 1_000)
    const done = this.completed - last.completed
    const errors = this.errors - last.errors
    const successes = this.successes - last.successes
    const power = Math.max(1e-9, this.capacity * this.speed)
    const workDone = this.machine.workUntil(now)
    const used = (workDone - last.workDone) / (seconds * 1_000 * power)
    const latencyMs = successes > 0 ? (this.latencySum - last.latencySum) / successes : undefined
    this.reported = {
      at: now,
      completed: this.completed,
      errors: this.errors,
      workDone,
      latencySum: this.latencySum,
      successes: this.successes,
    }
    return {
      ...this.counters(),
      cpuUtilization: Math.min(1, used),
      rps: done / seconds,
      eps: errors / seconds,
      capacity: withCapacity ? this.capacity : 0,
      latencyMs,
    }
  }

  /** What it says in the answer to a call: its load, and how long it worked on the call. */
  reportOfCall(request: Request): LoadReport {
    const serviceMs = this.deps.events.now() - request.startedAt
    return { ...this.counters(), namedMetrics: new Map([[SERVICE_TIME, serviceMs]]) }
  }

  private counters(): LoadReport {
    const { inFlight, completed, errors } = this
    return { ...SILENT_REPORT, inFlight, completed, errors }
  }

  private count(request: Request, ending: Ending): void {
    this.completed++
    if (ending === 'success') {
      this.successes++
      this.latencySum += this.deps.events.now() - request.arrivedAt
    } else this.errors++
    this.deps.ended(request, ending)
  }

  private finishDue(): void {
    const now = this.deps.events.now()
    if (now >= this.nextEventAt) this.nextEventAt = Infinity
    for (let request = this.machine.takeFinished(now); request !== undefined;) {
      this.count(request, 'success')
      request = this.machine.takeFinished(now)
    }
    this.schedule()
  }

  /** An event that comes too early finds nothing finished and asks again, so only an earlier one must be added. */
  private schedule(): void {
    const at = this.machine.nextAt()
    if (at >= this.nextEventAt || at === Infinity) return
    this.nextEventAt = at
    this.deps.events.at(at, this.onFinish)
  }

  private applyPower(): void {
    const now = this.deps.events.now()
    this.capacityArea = this.capacityUntil(now)
    this.capacitySince = now
    const { group, phase, factor } = this
    const ofSpeed = group.antagonist?.affects === 'speed'
    this.capacity = group.capacity * (ofSpeed ? 1 : factor) * (phase?.capacity ?? 1)
    this.speed = (group.speed ?? 1) * (ofSpeed ? factor : 1) * (phase?.speed ?? 1)
    this.machine.setPower(this.capacity, this.speed, now)
    this.schedule()
  }

  private disturb(antagonist: Antagonist): void {
    const { events, rng } = this.deps
    const { factors, chances, everyMs, spread = 'exponential' } = antagonist
    const pause = (): number => {
      if (spread === 'exact') return everyMs
      return spread === 'even' ? everyMs * (0.5 + rng.next()) : everyMs * drawExponential(rng)
    }
    const draw = (): void => {
      this.factor = factors[chances === undefined ? rng.below(factors.length) : drawChance(chances, rng)] ?? 1
      this.applyPower()
      events.at(events.now() + pause(), draw)
    }
    this.factor = factors[chances === undefined ? rng.below(factors.length) : drawChance(chances, rng)] ?? 1
    this.applyPower()
    // The first draw is anywhere in its period, so that not all change together.
    events.at(events.now() + pause() * (spread === 'exponential' ? 1 : rng.next()), draw)
  }

  private enter(phase: Phase): void {
    this.phase = phase
    this.applyPower()
  }

  private leave(phase: Phase): void {
    if (this.phase !== phase) return
    this.phase = undefined
    this.applyPower()
  }
}

/** Mean of the factors that an antagonist leaves. */
export function meanFactor(antagonist: Antagonist | undefined): number {
  if (antagonist === undefined) return 1
  const { factors, chances } = antagonist
  const total = chances?.reduce((sum, chance) => sum + chance, 0) ?? factors.length
  return factors.reduce((sum, factor, index) => sum + factor * (chances?.[index] ?? 1), 0) / total
}

function drawChance(chances: readonly number[], rng: Rng): number {
  let point = rng.next() * chances.reduce((sum, chance) => sum + chance, 0)
  for (const [index, chance] of chances.entries()) {
    point -= chance
    if (point < 0) return index
  }
  return chances.length - 1
}
