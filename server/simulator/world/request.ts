/** One call on its way. */
export interface Request {
  /** When the caller asked for a backend. */
  readonly arrivedAt: number
  readonly work: number
  readonly affinityKey: string
  /** The replica that picked. */
  replica: number
  token: string
  /** Index of the backend; -1: none was found. */
  backend: number
  /** A backend with a line works on it. */
  running: boolean
  /** It has a fixed duration and takes no capacity. */
  apart: boolean
  /** Ended, or given up: nothing more happens to it. */
  done: boolean
}
