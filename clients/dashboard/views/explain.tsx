import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { PickQuestion } from '../api/api.ts'
import type { Problem } from '../api/call.ts'
import type { Decision } from '../api/decision.ts'
import { useApp } from '../app-context.ts'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { Notice } from '../parts/notice.tsx'
import { explainCopies } from '../words/copy-as.ts'
import { readLabels } from '../words/labels.ts'
import { DecisionDetail } from './decision-detail.tsx'

interface Fields {
  readonly affinityKey: string
  readonly region: string
  readonly zone: string
  readonly subZone: string
  readonly labels: string
  readonly exclude: string
}

const EMPTY: Fields = { affinityKey: '', region: '', zone: '', subZone: '', labels: '', exclude: '' }

type Answer = { readonly decision: Decision } | { readonly problem: Problem } | 'asking' | undefined

/** A dry run of a pick. What is typed here stays out of the address: affinity keys may name people. */
export function ExplainTab(): ComponentChild {
  const { api, route, base } = useApp()
  const [fields, setFields] = useState(EMPTY)
  const [answer, setAnswer] = useState<Answer>(undefined)
  const labels = readLabels(fields.labels)
  const question = questionOf(fields, labels.kind === 'labels' ? labels.labels : {})
  const ask = async (): Promise<void> => {
    if (labels.kind === 'wrong') return
    setAnswer('asking')
    const result = await api.explain(route.pool, question)
    setAnswer(result.kind === 'answered' ? { decision: result.value } : { problem: result })
  }
  return (
    <section class="explain" aria-label="Explain a pick">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <p class="totals">What a pick with these properties would lead to. Nothing is picked and nothing is counted.</p>
        <ExplainFields fields={fields} onChange={setFields} />
        {labels.kind === 'wrong' && <p class="trial refused">✕ {labels.problem}</p>}
        <div class="actions">
          <button type="submit" class="primary" disabled={answer === 'asking' || labels.kind === 'wrong'}>
            Explain
          </button>
          <CopyMenu label="this question" items={explainCopies(base, route.pool, question)} />
        </div>
      </form>
      <div class="explained" aria-live="polite">
        {typeof answer === 'object' && 'decision' in answer && (
          <DecisionDetail decision={answer.decision} recorded={false} />
        )}
        {typeof answer === 'object' && 'problem' in answer && <Notice title={answer.problem.message} tone="bad" />}
        {answer === undefined && (
          <Notice title="No question asked yet">
            <p>All fields may stay empty.</p>
          </Notice>
        )}
      </div>
    </section>
  )
}

function ExplainFields({ fields, onChange }: { fields: Fields; onChange: (fields: Fields) => void }): ComponentChild {
  const field = (key: keyof Fields, label: string, hint: string): ComponentChild => (
    <label class="field">
      {label}
      <input
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder={hint}
        value={fields[key]}
        onInput={(event) => onChange({ ...fields, [key]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <div class="fields">
      {field('affinityKey', 'Affinity key', 'user-4711')}
      {field('labels', 'Label selector', 'version=2, tier=gold')}
      {field('region', 'Region of the caller', 'eu-west-1')}
      {field('zone', 'Zone', 'eu-west-1a')}
      {field('subZone', 'Sub-zone', 'rack-7')}
      {field('exclude', 'Backends to exclude', 'ids, with commas between')}
    </div>
  )
}

function questionOf(fields: Fields, labelSelector: Readonly<Record<string, string>>): PickQuestion {
  const { affinityKey, region, zone, subZone, exclude } = fields
  return {
    affinityKey,
    ...{ region: region.trim(), zone: zone.trim(), subZone: subZone.trim() },
    labelSelector,
    excludeBackendIds: exclude
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
  }
}
