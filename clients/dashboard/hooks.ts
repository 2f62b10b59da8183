import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import type { Slice } from './state/table.ts'
import { visible } from './state/table.ts'

/** Cards instead of wide tables below this width; the style sheets have the same number. */
const NARROW = '(max-width: 719px)'

export const useNarrow = (): boolean => useMedia(NARROW)
export const useDark = (): boolean => useMedia('(prefers-color-scheme: dark)')

export function useMedia(query: string): boolean {
  const [is, setIs] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const listen = (): void => setIs(list.matches)
    list.addEventListener('change', listen)
    return () => list.removeEventListener('change', listen)
  }, [query])
  return is
}

/** Which rows of a long list the window shows; the list scrolls with the page. */
export function useVisible(list: RefObject<HTMLElement | null>, count: number, rowHeight: number): Slice {
  const look = (): Slice => {
    const above = -(list.current?.getBoundingClientRect().top ?? 0)
    return visible(count, rowHeight, above, window.innerHeight)
  }
  const [slice, setSlice] = useState<Slice>(() => visible(count, rowHeight, 0, window.innerHeight))
  useLayoutEffect(() => {
    let frame = 0
    const update = (): void => {
      frame = 0
      setSlice((before) => {
        const now = look()
        return now.from === before.from && now.to === before.to ? before : now
      })
    }
    const soon = (): void => {
      if (frame === 0) frame = requestAnimationFrame(update)
    }
    update()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [count, rowHeight])
  return slice.to > count ? visible(count, rowHeight, 0, window.innerHeight) : slice
}

/** Calls `onKey` for keys that nothing else wants: not while somebody types, and without modifiers. */
export function useKeys(onKey: (key: string, event: KeyboardEvent) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea') !== null
      if (typing && event.key !== 'Escape') return
      onKey(event.key, event)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [onKey])
}

/** Settings that stay with this browser. Where it keeps nothing, they last as long as the page. */
export function recall(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Private windows may refuse: the setting is then only for now.
  }
}
