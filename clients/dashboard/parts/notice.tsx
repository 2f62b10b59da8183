import type { ComponentChild, ComponentChildren } from 'preact'
import type { Problem } from '../api/call.ts'
import { useApp } from '../app-context.ts'

/** What stands where a list would be: it is empty, it failed. */
export function Notice(props: { title: string; children?: ComponentChildren; tone?: 'plain' | 'bad' }): ComponentChild {
  return (
    <div class={`notice ${props.tone ?? 'plain'}`}>
      <p class="notice-title">{props.title}</p>
      {props.children}
    </div>
  )
}

export function Loading({ what, rows = 4 }: { what: string; rows?: number }): ComponentChild {
  return (
    <div class="loading" role="status">
      <span class="unseen">Loading {what}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} class="bone" aria-hidden="true" />
      ))}
    </div>
  )
}

/** A list that cannot be shown: nobody answered yet, or the server refused. */
export function Failed({ what, problem }: { what: string; problem: Problem }): ComponentChild {
  const { refresh } = useApp()
  return (
    <Notice title={`${what} cannot be shown`} tone="bad">
      <p>
        {problem.message}
        {problem.reason !== '' && <code class="reason">{problem.reason}</code>}
      </p>
      <p>The page tries again each second.</p>
      <button type="button" onClick={refresh}>
        Try now
      </button>
    </Notice>
  )
}
