import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Problem } from '../api/call.ts'
import type { Decision } from '../api/decision.ts'
import { useApp } from '../app-context.ts'
import { Failed, Loading, Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { DecisionDetail } from './decision-detail.tsx'

type Found = { readonly decision: Decision } | { readonly problem: Problem } | undefined

/** Why: one recorded decision in full. It stays on the page after the service has forgotten it. */
export function DecisionPanel(): ComponentChild {
  const { api, live, route, go } = useApp()
  const id = route.decision
  const [found, setFound] = useState<Found>(undefined)
  const failed = found !== undefined && 'problem' in found && found.problem.what === 'unreachable'
  useEffect(() => setFound(undefined), [id])
  useEffect(() => {
    let stale = false
    const read = async (): Promise<void> => {
      const result = await api.decision(id)
      if (!stale) setFound(result.kind === 'answered' ? { decision: result.value } : { problem: result })
    }
    void read()
    return () => {
      stale = true
    }
    // Nobody answered: it is asked for again when the server is back.
  }, [id, failed && live.link.kind === 'live'])
  return (
    <Panel title="Why" subject={id} onClose={() => go({ decision: '' })}>
      {found === undefined && <Loading what="the decision" />}
      {found !== undefined && 'decision' in found && <DecisionDetail decision={found.decision} recorded />}
      {found !== undefined && 'problem' in found && <NotFound problem={found.problem} />}
    </Panel>
  )
}

function NotFound({ problem }: { problem: Problem }): ComponentChild {
  if (problem.reason !== 'DECISION_NOT_FOUND') return <Failed what="The decision" problem={problem} />
  return (
    <Notice title="This decision is not on record">
      <p>
        Each replica keeps its newest decisions only, in memory. A dry run of the same pick shows how it would be
        decided now.
      </p>
    </Notice>
  )
}
