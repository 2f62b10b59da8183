type Attribute = string | number | undefined

/** Text for HTML and SVG, in contents and in attributes. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** An element; `children` is markup already. */
export function element(name: string, attributes: Readonly<Record<string, Attribute>>, children = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? coordinate(value) : String(value))}"`)
  return `<${name}${written.join('')}${children === '' && SVG_EMPTY.has(name) ? '/>' : `>${children}</${name}>`}`
}

const SVG_EMPTY = new Set(['path', 'line', 'rect', 'circle'])

/** A tenth of a unit is less than anybody sees. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10)
}

export function label(
  x: number,
  y: number,
  text: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): string {
  return element('text', { x, y, ...attributes }, escape(text))
}
