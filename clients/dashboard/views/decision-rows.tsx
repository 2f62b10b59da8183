import type { ComponentChild } from 'preact'
import type { Decision } from '../api/decision.ts'
import { useApp } from '../app-context.ts'
import { useNarrow } from '../hooks.ts'
import { Chip } from '../parts/chip.tsx'
import { Link } from '../parts/link.tsx'
import { formatClock, formatCount } from '../words/quantities.ts'
import type { Tone } from '../words/states.ts'
import { resultWord } from '../words/why.ts'

export function DecisionRows({
  decisions,
  withPool,
}: {
  decisions: readonly Decision[]
  withPool: boolean
}): ComponentChild {
  const narrow = useNarrow()
  if (narrow) {
    return (
      <ul class="cards">
        {decisions.map((decision) => (
          <DecisionCard key={decision.id} decision={decision} withPool={withPool} />
        ))}
      </ul>
    )
  }
  return (
    <table class="decisions">
      <caption class="unseen">Decisions, newest first</caption>
      <thead>
        <tr>
          <th scope="col" class="time">
            Time
          </th>
          {withPool && <th scope="col">Pool</th>}
          <th scope="col">Picked</th>
          <th scope="col">Decided by</th>
          <th scope="col" class="policy-cell">
            Policy
          </th>
          <th scope="col" class="runner-up">
            Runner-up
          </th>
          <th scope="col" class="numeric">
            Candidates
          </th>
        </tr>
      </thead>
      <tbody>
        {decisions.map((decision) => (
          <DecisionRow key={decision.id} decision={decision} withPool={withPool} />
        ))}
      </tbody>
    </table>
  )
}

function DecisionRow({ decision, withPool }: { decision: Decision; withPool: boolean }): ComponentChild {
  const { route } = useApp()
  return (
    <tr class={`linked ${route.decision === decision.id ? 'open' : ''}`}>
      <th scope="row" class="time">
        <DecisionLink decision={decision} />
      </th>
      {withPool && <td class="name">{decision.pool}</td>}
      <td class="name">{decision.backendId === '' ? <span class="bad-text">nobody</span> : decision.backendId}</td>
      <td>
        <ResultChip decision={decision} />
      </td>
      <td class="policy-cell">
        <code>{decision.policy}</code>
      </td>
      <td class="name runner-up">{decision.runnerUpBackendId === '' ? '–' : decision.runnerUpBackendId}</td>
      <td class="numeric">
        {formatCount(decision.candidates)}
        <span class="muted"> of {formatCount(decision.backends)}</span>
      </td>
    </tr>
  )
}

function DecisionCard({ decision, withPool }: { decision: Decision; withPool: boolean }): ComponentChild {
  return (
    <li class="card linked decision-card">
      <div class="card-head">
        <span class="name">{decision.backendId === '' ? 'nobody' : decision.backendId}</span>
        <ResultChip decision={decision} />
      </div>
      <div class="card-line">
        <DecisionLink decision={decision} />
        <span class="muted">
          {withPool && `${decision.pool}, `}
          {decision.policy}
        </span>
      </div>
    </li>
  )
}

function DecisionLink({ decision }: { decision: Decision }): ComponentChild {
  const { route } = useApp()
  const who = decision.backendId === '' ? 'nobody' : decision.backendId
  return (
    <Link
      to={{ ...route, decision: decision.id, backend: '' }}
      class="cover number"
      label={`Why ${who}, at ${timeText(decision)}`}
    >
      {timeText(decision)}
    </Link>
  )
}

/** To the millisecond: many decisions share a second. */
export function timeText({ time }: Decision): string {
  return time === undefined ? '–' : `${formatClock(time)}.${String(Math.floor(time) % 1_000).padStart(3, '0')}`
}

const TONES: Readonly<Record<string, readonly [Tone, string]>> = {
  policy: ['good', '●'],
  affinity: ['note', '◆'],
  locality_failover: ['warn', '▲'],
  fallback_policy: ['warn', '▲'],
  panic: ['bad', '✕'],
  canary: ['note', '◆'],
}

export function ResultChip({ decision }: { decision: Decision }): ComponentChild {
  const word = resultWord(decision)
  const [tone, sign] = decision.backendId === '' ? (['bad', '✕'] as const) : (TONES[word] ?? (['plain', '·'] as const))
  return <Chip tone={tone} sign={sign} word={word.replaceAll('_', decision.backendId === '' ? '_' : ' ')} />
}
