import { performance } from 'node:perf_hooks'

import type { CliDeps } from './deps.ts'
import { bar } from './output/bar.ts'
import { formatCount, formatSpan } from './output/quantities.ts'
import type { SimulationProgress } from './simulations.ts'

/** A line on stderr about work whose length nobody knows beforehand. Nothing where nobody watches. */
export interface WorkProgress {
  tell(progress: SimulationProgress): void
  /** Takes the line away. */
  end(): void
}

const BAR_WIDTH = 20
const EVERY_MS = 200
/** An estimate from less would jump about. */
const ENOUGH = 0.02

/** Draws when it is told something, since the work may leave no room for timers. */
export function createWorkProgress({ stderr, terminal }: Pick<CliDeps, 'stderr' | 'terminal'>): WorkProgress {
  const startedAt = performance.now()
  let drawnAt = Number.NEGATIVE_INFINITY
  return {
    tell({ share, runsDone, runs, calls }) {
      const now = performance.now()
      if (!terminal.showsProgress || now - drawnAt < EVERY_MS) return
      drawnAt = now
      const elapsedMs = now - startedAt
      const left = share < ENOUGH ? '' : ` ${formatSpan((elapsedMs * (1 - share)) / share)} left`
      const perSecond = formatCount(Math.round((calls * 1_000) / Math.max(1, elapsedMs)))
      const parts = `${Math.floor(share * 100)} %${left}  ${runsDone} of ${runs} runs, ${perSecond} calls/s`
      stderr.write(`\r${`${bar(share, BAR_WIDTH)} ${parts}`.slice(0, (terminal.size().columns ?? 80) - 1)}\u001b[K`)
    },
    end() {
      if (drawnAt !== Number.NEGATIVE_INFINITY) stderr.write('\r\u001b[K')
    },
  }
}
