import type { Machine } from '../../../server/simulator/world/machine.ts'
import type { Request } from '../../../server/simulator/world/request.ts'

export interface Job {
  readonly at: number
  readonly work: number
  /** When its caller gives up. Undefined: never. */
  readonly cancelAt?: number
}

export interface Power {
  readonly at: number
  readonly capacity: number
  readonly speed: number
}

function requestOf({ at, work }: Job): Request {
  return {
    arrivedAt: at,
    work,
    affinityKey: '',
    firstCopy: -1,
    replica: 0,
    token: '',
    backend: 0,
    running: false,
    startedAt: at,
    apart: false,
    done: false,
  }
}

/** Runs jobs on a machine until all are done, and returns when each was; Infinity: it was given up. */
export function runJobs(machine: Machine, jobs: readonly Job[], powers: readonly Power[]): readonly number[] {
  const requests = jobs.map(requestOf)
  const finished = jobs.map(() => Infinity)
  const steps = [
    ...powers.map(({ at, capacity, speed }) => ({ at, run: () => machine.setPower(capacity, speed, at) })),
    ...requests.map((request) => ({ at: request.arrivedAt, run: () => machine.arrive(request, request.arrivedAt) })),
    ...requests.flatMap((request, index) => {
      const at = jobs[index]?.cancelAt
      return at === undefined ? [] : [{ at, run: () => giveUp(request, at) }]
    }),
  ].sort((a, b) => a.at - b.at)
  function giveUp(request: Request, at: number): void {
    if (request.done) return
    request.done = true
    machine.cancel(request, at)
  }
  function finishUntil(end: number): void {
    for (let now = machine.nextAt(); now <= end && now < Infinity; now = machine.nextAt()) {
      for (let request = machine.takeFinished(now); request !== undefined; request = machine.takeFinished(now)) {
        request.done = true
        finished[requests.indexOf(request)] = now
      }
    }
  }
  for (const { at, run } of steps) {
    finishUntil(at)
    run()
  }
  finishUntil(Infinity)
  return finished
}
