import { readProperty } from '../property.ts'
import type { Verdict } from '../verdict.ts'
import type { DispatchController, DispatchHandler } from './dispatch-handler.ts'
import { classifyHttpEnding } from './http-request.ts'

/** What a backend answered, once its status is known. */
export interface Answer {
  readonly status: number
  /** Settles when the body has ended, with a verdict when it broke. */
  readonly done: Promise<Verdict | undefined>
  /** Hands the answer on, if it was held back in case that another backend is tried. */
  release(): void
  /** Nobody wants it any more. */
  discard(): void
}

/** One request to one backend. */
export interface Exchange {
  /** For undici, in both of its forms. */
  readonly handler: DispatchHandler
  /** Rejects with what went wrong before there was a status. */
  readonly answer: Promise<Answer>
  readonly abort: (reason: unknown) => void
  /** The controller of undici 7 and 8. Undefined: not begun, or undici 6. */
  controller(): DispatchController | undefined
  /** For the handler of the caller, in undici 7 and 8. */
  pause(): void
  resume(): void
}

/** What may be followed by another attempt is held back. */
function mayBeTriedAgain(status: number): boolean {
  return status >= 500 || status === 429
}

interface State {
  controller: DispatchController | undefined
  stop: ((reason: unknown) => void) | undefined
  stopped: { readonly reason: unknown } | undefined
  /** Set while an answer is held back. */
  held: (() => void) | undefined
  answered: boolean
  discarded: boolean
  pausedByOuter: boolean
}

/** Sits between undici and the handler of the caller: `outer` hears of one answer only, the one that is handed on. */
export function createExchange(outer: DispatchHandler, outerController: DispatchController): Exchange {
  const { promise: answer, resolve, reject } = defer<Answer>()
  const { promise: done, resolve: finish } = defer<Verdict | undefined>()
  const state: State = {
    ...{ controller: undefined, stop: undefined, stopped: undefined, held: undefined },
    ...{ answered: false, discarded: false, pausedByOuter: false },
  }
  const abort = (reason: unknown): void => {
    state.stopped ??= { reason }
    state.stop?.(state.stopped.reason)
  }
  const begin = (stop: (reason: unknown) => void): void => {
    state.stop = stop
    if (state.stopped !== undefined) stop(state.stopped.reason)
  }
  const toAnswer = (status: number): Answer => createAnswer(status, done, state, abort)
  /** True: handed on at once. */
  const settle = (status: number, handOn: () => void): boolean => {
    state.answered = true
    const isHeld = mayBeTriedAgain(status)
    if (isHeld) state.held = handOn
    resolve(toAnswer(status))
    return !isHeld
  }
  const fail = (error: Error, tell: () => void): void => {
    if (!state.answered) return reject(error)
    finish(classifyHttpEnding({ kind: 'threw', error }, false))
    if (state.discarded) return
    if (state.held === undefined) tell()
    else state.held = tell
  }
  const upgraded = (status: number, socket: unknown): void => {
    state.answered = true
    resolve(toAnswer(status))
    const once: unknown = readProperty(socket, 'once')
    if (typeof once === 'function') Reflect.apply(once, socket, ['close', () => finish(undefined)])
    else finish(undefined)
  }
  const shared = { state, begin, settle, fail, upgraded, finish: () => finish(undefined) }
  return {
    handler: { ...legacyHandler(outer, shared), ...modernHandler(outer, outerController, shared) },
    ...{ answer, abort, controller: () => state.controller },
    pause() {
      state.pausedByOuter = true
      state.controller?.pause()
    },
    resume() {
      state.pausedByOuter = false
      state.controller?.resume()
    },
  }
}

function createAnswer(status: number, done: Answer['done'], state: State, abort: Exchange['abort']): Answer {
  return {
    ...{ status, done },
    release() {
      const handOn = state.held
      state.held = undefined
      try {
        handOn?.()
      } catch (error) {
        abort(error)
      }
    },
    discard() {
      state.discarded = true
      state.held = undefined
      abort(new Error('another backend is tried'))
    },
  }
}

interface Deferred<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

function defer<Value>(): Deferred<Value> {
  const settle: { resolve?: (value: Value) => void; reject?: (error: Error) => void } = {}
  const promise = new Promise<Value>((resolve, reject) => Object.assign(settle, { resolve, reject }))
  return { promise, resolve: (value) => settle.resolve?.(value), reject: (error) => settle.reject?.(error) }
}

interface Shared {
  readonly state: State
  readonly begin: (stop: (reason: unknown) => void) => void
  readonly settle: (status: number, handOn: () => void) => boolean
  readonly fail: (error: Error, tell: () => void) => void
  readonly upgraded: (status: number, socket: unknown) => void
  readonly finish: () => void
}

/** undici 6. `outer.onConnect` was called once, before the first attempt. */
function legacyHandler(outer: DispatchHandler, { begin, settle, fail, upgraded, finish }: Shared): DispatchHandler {
  return {
    onConnect: (stop) => begin((reason) => stop(toError(reason))),
    onResponseStarted: () => outer.onResponseStarted?.(),
    onBodySent: (size, total) => outer.onBodySent?.(size, total),
    onRequestSent: () => outer.onRequestSent?.(),
    onUpgrade(status, headers, socket) {
      upgraded(status, socket)
      outer.onUpgrade?.(status, headers, socket)
    },
    onHeaders(status, headers, resume, statusText) {
      const handOn = (): boolean => outer.onHeaders?.(status, headers, resume, statusText) !== false
      if (status < 200) return handOn()
      const isFinal = settle(status, () => {
        if (handOn()) resume()
      })
      return isFinal && handOn()
    },
    onData: (chunk) => outer.onData?.(chunk) !== false,
    onComplete(trailers) {
      finish()
      outer.onComplete?.(trailers)
    },
    onError: (error) => fail(error, () => outer.onError?.(error)),
  }
}

/** undici 7 and 8. The caller's handler sees one controller through all attempts. */
function modernHandler(outer: DispatchHandler, own: DispatchController, shared: Shared): DispatchHandler {
  const { state, begin, settle, fail, upgraded, finish } = shared
  return {
    onRequestStart(controller) {
      state.controller = controller
      begin((reason) => controller.abort(reason))
    },
    onRequestUpgrade(_controller, status, headers, socket) {
      upgraded(status, socket)
      outer.onRequestUpgrade?.(own, status, headers, socket)
    },
    onResponseStart(controller, status, headers, statusText) {
      const handOn = (): void => outer.onResponseStart?.(own, status, headers, statusText)
      if (status < 200) return handOn()
      const isFinal = settle(status, () => {
        state.pausedByOuter = false
        handOn()
        if (!state.pausedByOuter) controller.resume()
      })
      if (isFinal) handOn()
      else controller.pause()
    },
    onResponseData: (_controller, chunk) => outer.onResponseData?.(own, chunk),
    onResponseEnd(_controller, trailers) {
      finish()
      outer.onResponseEnd?.(own, trailers)
    },
    onResponseError: (_controller, error) => fail(error, () => outer.onResponseError?.(own, error)),
  }
}

export function toError(reason: unknown): Error {
  return isError(reason)
    ? reason
    : new DOMException('This operation was aborted', { name: 'AbortError', cause: reason })
}

/** Also those of another realm. */
function isError(reason: unknown): reason is Error {
  return typeof readProperty(reason, 'message') === 'string' && typeof readProperty(reason, 'name') === 'string'
}
