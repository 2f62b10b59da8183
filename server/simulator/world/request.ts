/** One call on its way. */
export interface Request {
  /** When the caller asked for a backend. */
  readonly arrivedAt: number
  readonly work: number
  readonly affinityKey: string
  /** First of the backends that have a copy of what it asks for; -1: all have. */
  readonly firstCopy: number
  /** The replica that picked. */
  replica: number
  token: string
  /** Index of the backend; -1: none was found. */
  backend: number
  /** A backend with a line works on it. */
  running: boolean
  /** When the backend began to work on it. */
  startedAt: number
  /** It has a fixed duration and takes no capacity. */
  apart: boolean
  /** Ended, or given up: nothing more happens to it. */
  done: boolean
}
