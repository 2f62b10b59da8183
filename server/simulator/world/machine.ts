import type { Request } from './request.ts'

/** What serves requests: how they share it, and when the next one is finished. */
export interface Machine {
  /** Requests taken in and not finished. */
  readonly inFlight: number
  arrive(request: Request, now: number): void
  /** Milliseconds of work done by now, all requests together. */
  workUntil(now: number): number
  /** Takes a request out, unfinished. */
  cancel(request: Request, now: number): void
  /** Requests that run at full speed at one time, and that speed. */
  setPower(capacity: number, speed: number, now: number): void
  /** When the next request will be finished if nothing changes. Infinity: there is none. */
  nextAt(): number
  /** A request that is finished by now. Undefined: none. */
  takeFinished(now: number): Request | undefined
}
