import type { ComponentChild, ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

/**
 * Details beside a list, which stays in use. Esc closes it (see `app.tsx`), and the focus returns to where it was. `subject`
 * names what is shown: another one takes the focus anew.
 */
export function Panel(props: {
  title: ComponentChildren
  subject: string
  onClose: () => void
  children: ComponentChildren
}): ComponentChild {
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef<Element | null>(null)
  const id = useId()
  useEffect(() => {
    before.current = document.activeElement
    return () => {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    }
  }, [])
  useEffect(() => heading.current?.focus({ preventScroll: true }), [props.subject])
  return (
    <aside class="panel" aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {props.title}
        </h2>
        <button type="button" class="quiet close" onClick={props.onClose} aria-label="Close the panel">
          ✕
        </button>
      </header>
      <div class="panel-body">{props.children}</div>
    </aside>
  )
}
