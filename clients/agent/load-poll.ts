import type { Clock, Timer } from '../typescript/clock.ts'
import { describeError } from '../typescript/describe-error.ts'
import type { Log } from '../typescript/log.ts'
import { checkLoad } from './load-fields.ts'
import type { LoadSample } from './member.ts'
import type { Load } from '../typescript/load.ts'

export interface LoadPollOptions {
  readonly url: string
  readonly intervalMs: number
  readonly timeoutMs: number
}

export interface LoadPoll {
  /** The newest sample with its age. Undefined: none since the last take. */
  take(): LoadSample | undefined
  stop(): void
}

export interface LoadPollDeps {
  readonly clock: Clock
  readonly log: Log
  readonly fetch: (url: string, init: { readonly signal: AbortSignal }) => Promise<Response>
}

/** A load report has a few hundred bytes; an endless answer must not fill the memory. */
const MAX_BYTES = 64 * 1024

/** Asks a backend for its load at intervals. What goes wrong is logged once, until it works or goes wrong otherwise. */
export function startLoadPoll(options: LoadPollOptions, deps: LoadPollDeps): LoadPoll {
  const { clock, log } = deps
  const stopping = new AbortController()
  let timer: Timer | undefined
  let sample: { readonly load: Load; readonly at: number } | undefined
  let lastProblem = ''
  const complain = (problem: string): void => {
    if (problem !== lastProblem) log.warn('no load report', { url: options.url, problem })
    lastProblem = problem
  }
  const pollOnce = async (): Promise<void> => {
    const at = clock.now()
    const limit = new AbortController()
    const cutOff = clock.after(options.timeoutMs, () =>
      limit.abort(new Error(`no answer within ${options.timeoutMs} ms`)),
    )
    const signal = AbortSignal.any([stopping.signal, limit.signal])
    try {
      const checked = checkLoad(await readJson(deps.fetch, options.url, signal))
      if (checked.kind === 'load') {
        sample = { load: checked.load, at }
        lastProblem = ''
      } else complain(checked.problem)
    } catch (error) {
      if (!stopping.signal.aborted) complain(describeError(error))
    } finally {
      cutOff.cancel()
    }
    if (stopping.signal.aborted) return
    timer = clock.after(Math.max(0, options.intervalMs - (clock.now() - at)), () => void pollOnce())
  }
  void pollOnce()
  return {
    take() {
      const taken = sample
      sample = undefined
      return taken === undefined ? undefined : { load: taken.load, ageMs: clock.now() - taken.at }
    },
    stop() {
      stopping.abort()
      timer?.cancel()
    },
  }
}

async function readJson(fetch: LoadPollDeps['fetch'], url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal })
  const chunks: Uint8Array[] = []
  let size = 0
  if (response.body !== null) {
    for await (const piece of response.body) {
      const chunk: unknown = piece
      if (!(chunk instanceof Uint8Array)) throw new Error('the answer is not made of bytes')
      size += chunk.length
      if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`)
      chunks.push(chunk)
    }
  }
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
