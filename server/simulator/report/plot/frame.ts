import type { Scale } from './scale.ts'
import { element, label } from './svg.ts'

export interface Axis {
  readonly scale: Scale
  /** With its unit. */
  readonly title: string
  readonly format: (value: number) => string
  /** In place of the scale's own. */
  readonly ticks?: readonly number[]
}

/** The area of a plot in the units of its picture. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Frame {
  readonly area: Area
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  /** Grid, axes and their words. */
  readonly markup: string
}

/** Axes around an area; y grows upwards. */
export function frame(area: Area, xAxis: Axis, yAxis: Axis): Frame {
  const { left, top, width, height } = area
  const x = (value: number): number => left + xAxis.scale.part(value) * width
  const y = (value: number): number => top + height - yAxis.scale.part(value) * height
  const bottom = top + height
  const xTicks = (xAxis.ticks ?? xAxis.scale.ticks).map((tick) => {
    const at = x(tick)
    return (
      element('line', { x1: at, x2: at, y1: top, y2: bottom, class: 'grid' }) +
      label(at, bottom + 18, xAxis.format(tick), { class: 'tick', 'text-anchor': 'middle' })
    )
  })
  const yTicks = (yAxis.ticks ?? yAxis.scale.ticks).map((tick) => {
    const at = y(tick)
    return (
      element('line', { x1: left, x2: left + width, y1: at, y2: at, class: 'grid' }) +
      label(left - 8, at + 4, yAxis.format(tick), { class: 'tick', 'text-anchor': 'end' })
    )
  })
  const titles =
    label(left + width, bottom + 38, `${xAxis.title} →`, { class: 'axis', 'text-anchor': 'end' }) +
    (yAxis.title === '' ? '' : label(0, 13, `↑ ${yAxis.title}`, { class: 'axis' }))
  const ends =
    element('line', { x1: left, x2: left + width, y1: bottom, y2: bottom, class: 'base' }) +
    element('line', { x1: left, x2: left, y1: top, y2: bottom, class: 'base' })
  return { area, x, y, markup: xTicks.join('') + yTicks.join('') + ends + titles }
}
