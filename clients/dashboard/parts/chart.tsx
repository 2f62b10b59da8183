import type { ComponentChild } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { useApp } from '../app-context.ts'
import { useDark } from '../hooks.ts'
import type { Trails } from '../state/trails.ts'
import { formatClock } from '../words/quantities.ts'

export interface ChartProps {
  readonly title: string
  readonly trails: Trails
  readonly lines: readonly string[]
  readonly format: (value: number) => string
  /** Only whole numbers make sense. */
  readonly whole?: boolean
  /** Changes with each sample. */
  readonly version: number
  /** The sample under the pointer. Undefined: the pointer is elsewhere. */
  readonly onHover: (index: number | undefined) => void
  readonly children?: ComponentChild
}

const HEIGHT = 140
/** The window grows in these steps, so that a new page is not an empty one. Seconds. */
const SPANS = [30, 60, 120, 300] as const
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 10_000, 100_000, 1_000_000]
/** Lines of one look are told apart by their dashes; the style sheet has the same for the marks. */
export const DASHES: readonly (readonly number[])[] = [[], [], [], [], [6, 3], [6, 3], [2, 3], [2, 3]]

/** Lines over the last minutes. */
export function Chart(props: ChartProps): ComponentChild {
  const { title, trails, lines, format, version, onHover, whole = false } = props
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const look = useLook()
  const times = trails.times()
  const series = lines.map((id) => trails.values(id))

  useLayoutEffect(() => {
    if (place.current === null) return
    const { width } = place.current.getBoundingClientRect()
    const created = new uPlot(
      optionsOf(lines, format, whole, width, onHover),
      [[], ...lines.map(() => [])],
      place.current,
    )
    plot.current = created
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) created.setSize({ width: entry.contentRect.width, height: HEIGHT })
    })
    observer.observe(place.current)
    return () => {
      observer.disconnect()
      created.destroy()
    }
  }, [lines.join('\n'), look])
  useEffect(() => {
    plot.current?.setData([times.map((time) => time / 1_000), ...series.map((values) => [...values])])
  }, [lines.join('\n'), look, version])

  const summary = lines.map((id, index) => `${id} ${textAt(series[index] ?? [], times.length - 1, format)}`).join(', ')
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="spacer" />
        {props.children}
      </figcaption>
      <div ref={place} class="plot" role="img" aria-label={`${title} over the last minutes. Now: ${summary}`} />
    </figure>
  )
}

/** A sample for people. */
export function textAt(values: readonly (number | null)[], index: number, format: (value: number) => string): string {
  const value = values[index] ?? null
  return value === null ? '–' : format(value)
}

function optionsOf(
  lines: readonly string[],
  format: (value: number) => string,
  whole: boolean,
  width: number,
  onHover: (index: number | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  const axis = {
    stroke: colour('--muted'),
    font: `11px ${colour('--font')}`,
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    padding: [8, 26, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: 'charts' } },
    scales: {
      x: { range: (plot, _, max) => windowOf(plot, max) },
      y: { range: (_, _min, max) => [0, Math.max(max * 1.1, 1)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 8,
        space: 70,
        values: (_, ticks) => ticks.map((tick) => formatClock(tick * 1_000).slice(0, 8)),
      },
      {
        ...axis,
        size: 58,
        space: 24,
        ...(whole ? { incrs: WHOLE_STEPS } : {}),
        values: (_, ticks) => ticks.map((tick) => format(tick)),
      },
    ],
    series: [
      {},
      ...lines.map((_, index) => ({
        stroke: colour(`--line-${index + 1}`),
        width: 1.5,
        dash: [...(DASHES[index] ?? [])],
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? undefined)] },
  }
}

/** The right edge is the newest sample; the left one leaves room for what has come so far. */
function windowOf(plot: uPlot, max: number): [number, number] {
  const first = plot.data[0][0] ?? max
  const span = SPANS.find((each) => max - first <= each) ?? SPANS[3]
  return [max - span, max]
}

/** Names the colours in force: canvases do not follow style sheets by themselves. */
function useLook(): string {
  const { theme } = useApp()
  const dark = useDark()
  return theme === 'auto' ? (dark ? 'dark' : 'light') : theme
}
