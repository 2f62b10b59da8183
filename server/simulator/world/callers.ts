import type { LoadReport, OutcomeResult, Rng } from '../../../policies/policy.ts'
import type { Replica } from '../../replica/replica.ts'
import type { OutcomeReport, PickQuery } from '../../use-cases.ts'
import type { EventQueue } from '../event-queue.ts'
import type { Recording } from '../recording.ts'
import type { Scenario } from '../scenario.ts'
import { copyLabel, POOL } from './agents.ts'
import type { ArrivalSource, NextCall } from './arrivals.ts'
import type { Ending, SimulatedBackend } from './backend.ts'
import type { Request } from './request.ts'

export interface CallersOptions {
  readonly events: EventQueue
  /** For routes to replicas, and for what gets lost. */
  readonly rng: Rng
  readonly scenario: Scenario
  readonly arrivals: ArrivalSource
  readonly replicas: readonly Replica[]
  readonly backends: ReadonlyMap<string, { readonly backend: SimulatedBackend; readonly index: number }>
  readonly recording: Recording
}

export interface Callers {
  start(): void
  /** No further call arrives; those under way go on. */
  stop(): void
  /** A backend is done with a request. */
  ended(request: Request, ending: Ending): void
}

const PLAIN_QUERY: PickQuery = {
  pool: POOL,
  affinityKey: '',
  locality: undefined,
  labelSelector: new Map(),
  excludeBackendIds: [],
  alternates: 0,
  previousPickToken: '',
  affinityToken: '',
}

/** The applications: they ask a replica, call the backend, give up at the deadline, and report how it went. */
export function createCallers(options: CallersOptions): Callers {
  const { events, rng, scenario, arrivals, replicas, backends, recording } = options
  const { networkMs = 0, deadlineMs = Infinity } = scenario
  const { perCall = false } = scenario.feed
  const reports = createReports(options)
  const fleet = [...backends.values()].map(({ backend }) => backend)
  let stopped = false
  const queryOf = createQueries(fleet.length)
  const limits = createDeadlines(events, deadlineMs, (request) => {
    settle(request, 'timeout')
    fleet[request.backend]?.cancel(request)
  })

  function settle(request: Request, result: OutcomeResult, load?: LoadReport): void {
    request.done = true
    const latencyMs = events.now() - request.arrivedAt
    recording.ended(request, result, latencyMs)
    reports.add(request, { result, latencyMs, load })
  }

  function arrive(): void {
    if (stopped) return
    const now = events.now()
    const next = arrivals.next(now)
    events.at(next.at, arrive)
    const replica = replicas.length > 1 ? rng.below(replicas.length) : 0
    const request = requestOf(now, arrivals.work(), next, replica)
    const answer = replicas[request.replica]?.useCases.picks.pick(queryOf(next))
    const chosen = answer?.kind === 'picked' ? backends.get(answer.backend.id) : undefined
    if (answer?.kind !== 'picked' || chosen === undefined) {
      request.done = true
      recording.unanswered(request)
      return
    }
    request.token = answer.token
    request.backend = chosen.index
    recording.picked(request)
    limits.watch(request)
    if (networkMs === 0) chosen.backend.arrive(request)
    else
      events.at(now + networkMs, () => {
        if (!request.done) chosen.backend.arrive(request)
      })
  }

  return {
    start: () => events.at(arrivals.next(events.now()).at, arrive),
    stop() {
      stopped = true
    },
    ended(request, ending) {
      const told = perCall && ending === 'success'
      const load = told ? fleet[request.backend]?.reportOfCall(request) : undefined
      if (networkMs === 0) settle(request, ending, load)
      else
        events.at(events.now() + networkMs, () => {
          if (!request.done) settle(request, ending, load)
        })
    },
  }
}

function requestOf(arrivedAt: number, work: number, { affinityKey, firstCopy }: NextCall, replica: number): Request {
  return {
    arrivedAt,
    work,
    affinityKey,
    firstCopy,
    replica,
    token: '',
    backend: -1,
    running: false,
    startedAt: arrivedAt,
    apart: false,
    done: false,
  }
}

/** The queries of calls; those that ask for the same copies share a selector. */
function createQueries(backends: number): (call: NextCall) => PickQuery {
  const ofCopies = Array.from({ length: backends }, (_, first) => {
    return { ...PLAIN_QUERY, labelSelector: new Map([[copyLabel(first), '']]) }
  })
  return ({ affinityKey, firstCopy }) => {
    const query = ofCopies[firstCopy] ?? PLAIN_QUERY
    return affinityKey === '' ? query : { ...query, affinityKey }
  }
}

/** All deadlines are equally long, so they fall due in the order of arrival. */
function createDeadlines(
  events: EventQueue,
  deadlineMs: number,
  giveUp: (request: Request) => void,
): { watch(request: Request): void } {
  let waiting: Request[] = []
  let head = 0
  let armed = false
  const arm = (): void => {
    while (head < waiting.length && waiting[head]?.done === true) head++
    if (head > 4_096 && head * 2 > waiting.length) {
      waiting = waiting.slice(head)
      head = 0
    }
    const first = waiting[head]
    armed = first !== undefined
    if (first !== undefined) events.at(first.arrivedAt + deadlineMs, due)
  }
  const due = (): void => {
    const now = events.now()
    for (; head < waiting.length; head++) {
      const request = waiting[head]
      if (request === undefined || request.done) continue
      if (request.arrivedAt + deadlineMs > now) break
      giveUp(request)
    }
    arm()
  }
  return {
    watch(request) {
      if (deadlineMs === Infinity) return
      waiting.push(request)
      if (!armed) arm()
    },
  }
}

interface Ended {
  readonly result: OutcomeResult
  readonly latencyMs: number
  /** What the backend said as the call ended there. */
  readonly load: LoadReport | undefined
}

/** An outcome that waits to be sent. The age of its report is known when it is. */
type Outgoing = Omit<OutcomeReport, 'loadAgeMs'> & { loadAgeMs: number; readonly sampledAt: number }

/** Outcomes on their way to the replica that picked: gathered, sometimes lost. */
function createReports({ events, rng, scenario, replicas, backends }: CallersOptions): {
  add(request: Request, ended: Ended): void
} {
  const { networkMs = 0 } = scenario
  const { outcomesMs, lostOutcomes = 0 } = scenario.feed
  const gathered: Outgoing[][] = replicas.map(() => [])
  const ids = [...backends.keys()]
  const flush = (replica: number): void => {
    const reports = gathered[replica] ?? []
    gathered[replica] = []
    const picks = replicas[replica]?.useCases.picks
    for (const one of reports) {
      one.loadAgeMs = events.now() - one.sampledAt
      picks?.report(one)
    }
  }
  return {
    add(request, { result, latencyMs, load }) {
      if (outcomesMs === Infinity || (lostOutcomes > 0 && rng.next() < lostOutcomes)) return
      const outcome: Outgoing = {
        token: request.token,
        pool: POOL,
        backendId: ids[request.backend] ?? '',
        result,
        latencyMs,
        status: '',
        load,
        loadAgeMs: 0,
        sampledAt: events.now() - networkMs,
      }
      const reports = gathered[request.replica]
      reports?.push(outcome)
      if (reports?.length !== 1) return
      if (outcomesMs === 0) flush(request.replica)
      else events.at(events.now() + outcomesMs, () => flush(request.replica))
    },
  }
}
