import type { ComponentChild, ComponentChildren } from 'preact'

/** Names and values, as a list of definitions. What has no value is left out. */
export function Facts(props: { rows: readonly (readonly [string, ComponentChildren])[] }): ComponentChild {
  return (
    <dl class="facts">
      {props.rows
        .filter(([, value]) => value !== '' && value !== undefined && value !== null && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
