import type { ComponentChild, ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

/** A dialog that keeps the focus inside until it is closed; Esc closes it, and the focus returns to where it was. */
export function Modal(props: { title: string; onClose: () => void; children: ComponentChildren }): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.onClose()
      }}
    >
      <div class="dialog-body">
        <h2 id={id} tabIndex={-1} autofocus>
          {props.title}
        </h2>
        {props.children}
      </div>
    </dialog>
  )
}
