/** What undici 7 and 8 hand to handlers to steer a response. */
export interface DispatchController {
  readonly aborted: boolean
  readonly paused: boolean
  readonly reason: unknown
  readonly rawHeaders?: unknown
  readonly rawTrailers?: unknown
  abort(reason: unknown): void
  pause(): void
  resume(): void
}

/**
 * Both forms of undici's handlers, as far as they are needed: `onConnect` to `onError` are called by undici 6, `onRequestStart`
 * to `onResponseError` by undici 7 and 8. (nodejs/undici, docs/docs/api/Dispatcher.md)
 */
export interface DispatchHandler {
  onConnect?(abort: (reason?: Error) => void, context?: object): void
  onUpgrade?(statusCode: number, headers: unknown, socket: unknown): void
  onResponseStarted?(): void
  onHeaders?(statusCode: number, headers: unknown, resume: () => void, statusText: string): boolean | void
  onData?(chunk: unknown): boolean | void
  onComplete?(trailers: unknown): void
  onError?(error: Error): void
  onBodySent?(chunkSize: number, totalBytesSent: number): void
  onRequestSent?(): void

  onRequestStart?(controller: DispatchController, context: object): void
  onRequestUpgrade?(controller: DispatchController, statusCode: number, headers: unknown, socket: unknown): void
  onResponseStart?(controller: DispatchController, statusCode: number, headers: unknown, statusText?: string): void
  onResponseData?(controller: DispatchController, chunk: unknown): void
  onResponseEnd?(controller: DispatchController, trailers: unknown): void
  onResponseError?(controller: DispatchController, error: Error): void
}

export interface DispatchRequest {
  readonly origin?: string | URL | undefined
  readonly path: string
  readonly method: string
  readonly body?: unknown
  readonly headers?: unknown
  readonly idempotent?: boolean | undefined
}

/** As undici's `Dispatcher.dispatch`. */
export type Dispatch = (request: DispatchRequest, handler: DispatchHandler) => boolean

/** What `compose` takes. It says nothing of what the next dispatch takes, so that the types of all versions of undici fit. */
export type DispatchInterceptor = (dispatch: (request: never, handler: never) => boolean) => Dispatch

export function isDispatch(value: unknown): value is Dispatch {
  return typeof value === 'function'
}

export type Style = 'legacy' | 'modern'

export function styleOf(handler: DispatchHandler): Style {
  return typeof handler.onRequestStart === 'function' ? 'modern' : 'legacy'
}
