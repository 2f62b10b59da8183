import type { ComponentChild } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import type { CopyItem } from '../words/copy-as.ts'

/** "Copy as": the same thing for the shell, for programs and for Prometheus. The texts are shown, so that they can be copied by hand too. */
export function CopyMenu({ label, items }: { label: string; items: readonly CopyItem[] }): ComponentChild {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const outside = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false)
    }
    addEventListener('pointerdown', outside)
    addEventListener('focusin', outside)
    return () => {
      removeEventListener('pointerdown', outside)
      removeEventListener('focusin', outside)
    }
  }, [open])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return
    event.preventDefault()
    setOpen(false)
    root.current?.querySelector('button')?.focus()
  }
  return (
    <div class="copy-menu" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="quiet"
        aria-expanded={open}
        aria-controls={id}
        aria-label={`Copy ${label} as a command`}
        onClick={() => setOpen(!open)}
      >
        Copy as…
      </button>
      {open && (
        <div class="copy-list" id={id}>
          {items.map((item) => (
            <CopyRow key={item.text} item={item} onDone={() => setOpen(false)} />
          ))}
        </div>
      )}
    </div>
  )
}

function CopyRow({ item, onDone }: { item: CopyItem; onDone: () => void }): ComponentChild {
  const { say } = useApp()
  const code = useRef<HTMLElement>(null)
  const copy = async (): Promise<void> => {
    if (await copyText(item.text)) {
      say(`Copied the ${item.kind} form`)
      onDone()
      return
    }
    if (code.current !== null) getSelection()?.selectAllChildren(code.current)
    say('This browser lets no page copy here: the text is selected, copy it by hand')
  }
  return (
    <div class="copy-row">
      <span class="copy-kind">{item.kind}</span>
      <code ref={code}>{item.text}</code>
      <button type="button" onClick={() => void copy()} aria-label={`Copy the ${item.kind} form`}>
        Copy
      </button>
    </div>
  )
}

/** False: the browser refuses, as it does on pages of plain HTTP from other machines. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
