import type { PartResult, Row } from './result.ts'
import { quantity } from './table.ts'

const WIDTH = 860
const LEFT = 330
const RIGHT = 130
const LINE = 22
const HEAD = 56

interface Bar {
  readonly label: string
  readonly value: number
  readonly text: string
  /** What the other bars are compared with. */
  readonly isFloor: boolean
}

/** The results as one picture: rates, and the cost of a pick by policy. Bars are on logarithmic scales, each from its own 1. */
export function drawPicture(parts: readonly PartResult[], caption: string): string {
  const rates = parts.filter(({ part }) => ['rpc', 'stream', 'heartbeats'].includes(part)).flatMap(rateBars)
  const costs = parts.filter(({ part }) => part === 'pick').flatMap(({ rows }) => costBars(rows))
  const panels = [
    { title: 'Through one replica: picks and heartbeats a second', bars: rates, from: 100 },
    { title: 'In memory: one pick among 10,000 backends', bars: costs, from: 1 },
  ].filter(({ bars }) => bars.length > 0)
  let top = 16
  const drawn = panels.map(({ title, bars, from }) => {
    const panel = drawPanel(title, bars, from, top)
    top += HEAD + bars.length * LINE
    return panel
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 24}" width="${WIDTH}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    '<title>Benchmarks of Lookaside</title>',
    STYLE,
    ...drawn,
    `<text class="note" x="16" y="${top + 12}">${escape(caption)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

/** Readable on light and on dark pages: only the colours of text and bars change. */
const STYLE = `<style>
text { fill: #1f2328 } .note { fill: #59636e; font-size: 11px } .title { font-weight: 600; font-size: 14px }
.bar { fill: #2f6fde } .floor { fill: #8c959f } .grid { stroke: #8c959f; stroke-opacity: .3 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .note { fill: #9198a1 } .bar { fill: #58a6ff } .floor { fill: #6e7681 } }
</style>`

function drawPanel(title: string, bars: readonly Bar[], from: number, top: number): string {
  const most = Math.max(...bars.map(({ value }) => value))
  const decades = Math.max(1, Math.log10(most / from))
  const across = (value: number): number =>
    Math.max(2, (Math.log10(Math.max(value, from) / from) / decades) * (WIDTH - LEFT - RIGHT))
  const bottom = top + 30 + bars.length * LINE
  const lines = Array.from({ length: Math.floor(decades) + 1 }, (_, power) => LEFT + across(from * 10 ** power))
  return [
    `<text class="title" x="16" y="${top + 14}">${escape(title)}</text>`,
    ...lines.map((x) => `<line class="grid" x1="${round(x)}" x2="${round(x)}" y1="${top + 26}" y2="${bottom}"/>`),
    ...bars.flatMap(({ label, value, text, isFloor }, index) => {
      const y = top + 30 + index * LINE
      return [
        `<text x="${LEFT - 10}" y="${y + 13}" text-anchor="end">${escape(label)}</text>`,
        `<rect class="${isFloor ? 'floor' : 'bar'}" x="${LEFT}" y="${y + 2}" width="${round(across(value))}" height="${LINE - 7}" rx="2"/>`,
        `<text x="${round(LEFT + across(value) + 6)}" y="${y + 13}">${escape(text)}</text>`,
      ]
    }),
  ].join('\n')
}

function rateBars({ rows }: PartResult): Bar[] {
  return rows
    .filter(({ unit, detail }) => unit === '/s' && detail !== true)
    .map(({ what, value, unit }) => ({
      ...{ label: what, value, text: quantity(value, unit) },
      isFloor: what.includes('floor'),
    }))
}

function costBars(rows: readonly Row[]): Bar[] {
  return rows
    .filter(({ column }) => column?.startsWith('10,000') === true)
    .map(({ what, value, unit }) => ({
      ...{ label: what, value, text: quantity(value, unit) },
      isFloor: what === 'null',
    }))
    .sort((a, b) => a.value - b.value)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
