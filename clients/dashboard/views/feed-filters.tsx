import type { ComponentChild } from 'preact'
import { useApp } from '../app-context.ts'
import { PICK_ERRORS, PICK_REASONS } from '../state/feed.ts'
import type { FeedFilter } from '../state/route.ts'

/** Which decisions to show. */
export function FeedFilters({ withPool }: { withPool: boolean }): ComponentChild {
  const { live, route, go } = useApp()
  const { feed } = route
  const set = (change: Partial<FeedFilter>): void => go({ feed: { ...feed, ...change } })
  const pools = live.pools.kind === 'ready' ? live.pools.value.items : []
  const policies = [...new Set(pools.flatMap((pool) => [pool.policy, pool.activePolicy]))].sort()
  return (
    <div class="filters" role="group" aria-label="Filter">
      {withPool && (
        <Choice
          label="Pool"
          value={feed.pool}
          all="all pools"
          options={pools.map(({ name }) => [name, name])}
          onChange={(pool) => set({ pool })}
        />
      )}
      <Choice
        label="Result"
        value={feed.result}
        all="all results"
        options={[
          ['errors', 'nobody picked'],
          ...PICK_ERRORS.map((reason): [string, string] => [reason, `nobody: ${reason}`]),
          ...PICK_REASONS.map((reason): [string, string] => [reason, `picked by ${reason.replaceAll('_', ' ')}`]),
        ]}
        onChange={(result) => set({ result })}
      />
      <Choice
        label="Policy"
        value={feed.policy}
        all="all policies"
        options={policies.map((policy) => [policy, policy])}
        onChange={(policy) => set({ policy })}
      />
      <input
        type="search"
        data-filter
        aria-label="Backend that was picked, its whole id"
        placeholder="backend id"
        value={feed.backendId}
        onChange={(event) => set({ backendId: event.currentTarget.value.trim() })}
      />
    </div>
  )
}

function Choice(props: {
  label: string
  value: string
  all: string
  options: readonly (readonly [string, string])[]
  onChange: (value: string) => void
}): ComponentChild {
  const { label, value, all, options, onChange } = props
  // A link may carry a value that is no longer there.
  const known = value === '' || options.some(([option]) => option === value)
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{all}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
      {!known && <option value={value}>{value}</option>}
    </select>
  )
}
