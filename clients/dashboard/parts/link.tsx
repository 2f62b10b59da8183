import type { ComponentChild, ComponentChildren } from 'preact'
import type { Route } from '../state/route.ts'
import { formatRoute } from '../state/route.ts'

/** A real link, so that it opens in new tabs, can be copied, and works with the keyboard. */
export function Link(props: {
  to: Route
  children: ComponentChildren
  class?: string
  current?: boolean
  label?: string
}): ComponentChild {
  return (
    <a
      href={formatRoute(props.to)}
      class={props.class}
      aria-current={props.current === true ? 'page' : undefined}
      aria-label={props.label}
    >
      {props.children}
    </a>
  )
}
