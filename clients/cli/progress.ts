import { performance } from 'node:perf_hooks'

import type { CliDeps } from './deps.ts'
import { bar } from './output/bar.ts'
import { formatSpan } from './output/quantities.ts'

/** A line on stderr that says how far something long is. Nothing where nobody watches. */
export interface Progress {
  start(describe: () => string): void
  /** Takes the line away. May be called again. */
  end(): void
}

const BAR_WIDTH = 20

export function createProgress({ stderr, terminal }: CliDeps, everyMs: number, wholeMs: number): Progress {
  let timer: ReturnType<typeof setInterval> | undefined
  return {
    start(describe) {
      if (!terminal.showsProgress) return
      const startedAt = performance.now()
      const draw = (): void => {
        const doneMs = Math.min(wholeMs, performance.now() - startedAt)
        const columns = terminal.size().columns ?? 80
        const text = `${bar(doneMs / wholeMs, BAR_WIDTH)} ${formatSpan(wholeMs - doneMs)} left  ${describe()}`
        stderr.write(`\r${text.slice(0, columns - 1)}\u001b[K`)
      }
      timer = setInterval(draw, everyMs)
      draw()
    },
    end() {
      if (timer === undefined) return
      clearInterval(timer)
      timer = undefined
      stderr.write('\r\u001b[K')
    },
  }
}
