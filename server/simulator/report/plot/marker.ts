import { coordinate, element } from './svg.ts'

/** Contenders differ in colour, in the pattern of their line and in the shape of their mark: each alone is enough. */
const DASHES = [undefined, '7 3', '2 3', '9 3 2 3', '12 4', '4 2'] as const
const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'] as const
const COLOURS = 8

export const colourClass = (index: number): string => `c${index % COLOURS}`
export const dashOf = (index: number): string | undefined => DASHES[index % DASHES.length]

export function marker(index: number, x: number, y: number, size = 4, title = ''): string {
  return element('path', { d: outline(SHAPES[index % SHAPES.length] ?? 'circle', x, y, size), class: 'mark' }, title)
}

function outline(shape: (typeof SHAPES)[number], x: number, y: number, r: number): string {
  const at = (dx: number, dy: number): string => `${coordinate(x + dx)} ${coordinate(y + dy)}`
  switch (shape) {
    case 'circle':
      return `M${at(-r, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
    case 'square':
      return `M${at(-r, -r)}L${at(r, -r)}L${at(r, r)}L${at(-r, r)}z`
    case 'triangle':
      return `M${at(0, -r * 1.2)}L${at(r * 1.1, r * 0.9)}L${at(-r * 1.1, r * 0.9)}z`
    case 'diamond':
      return `M${at(0, -r * 1.3)}L${at(r * 1.3, 0)}L${at(0, r * 1.3)}L${at(-r * 1.3, 0)}z`
    case 'cross':
      return `M${at(-r, -r)}L${at(r, r)}M${at(r, -r)}L${at(-r, r)}`
    case 'plus':
      return `M${at(-r * 1.2, 0)}L${at(r * 1.2, 0)}M${at(0, -r * 1.2)}L${at(0, r * 1.2)}`
  }
}

/** The mark and the line of a contender, for legends. */
export function sample(index: number): string {
  const line = element('path', { d: 'M1 7H33', class: 'line', 'stroke-dasharray': dashOf(index) })
  return element(
    'svg',
    { class: `sample ${colourClass(index)}`, viewBox: '0 0 34 14', width: 34, height: 14, 'aria-hidden': 'true' },
    line + marker(index, 17, 7),
  )
}
