/** What a load generator saw. */
export interface Driven {
  /** Requests whose answer was complete, with HTTP status 200. */
  readonly done: number
  /** Those that failed in any way that HTTP can tell. */
  readonly failed: number
  readonly seconds: number
  /** Bytes of messages and their frames an answer. An answer that is an error has none. */
  readonly bytesEach: number
}
