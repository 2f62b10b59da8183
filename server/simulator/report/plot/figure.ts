import { element, escape } from './svg.ts'

export interface Figure {
  /** What there is to see. */
  readonly title: string
  /** A sentence: how to read it. */
  readonly howTo: string
  readonly body: string
  /** Takes the whole width. */
  readonly wide?: boolean
}

export function figure({ title, howTo, body, wide = false }: Figure): string {
  const caption = `<figcaption><h4>${escape(title)}</h4></figcaption>`
  const how = `<p class="how">${escape(howTo)}</p>`
  return element('figure', { class: wide ? 'wide' : undefined }, caption + body + how)
}

/** A picture that grows with its place. `name` is what a screen reader says. */
export function picture(name: string, width: number, height: number, content: string, attributes = ''): string {
  return `<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(name)}"${attributes}>${content}</svg>`
}
