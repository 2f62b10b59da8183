import { picture } from './figure.ts'
import { type Area, type Axis, frame } from './frame.ts'
import { colourClass, dashOf, marker } from './marker.ts'
import { coordinate, element, escape } from './svg.ts'

/** A contender's line. */
export interface Series {
  /** Index of the contender, for colour, pattern and mark. */
  readonly index: number
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Interval of each point, lower and upper end. */
  readonly band?: readonly (readonly [low: number, high: number])[]
}

export interface LinePlot {
  readonly name: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  /** Marks on each line, about. */
  readonly marks?: number
}

const WIDTH = 640
const HEIGHT = 340
const AREA: Area = { left: 64, top: 26, width: 562, height: 264 }

/** Lines over common axes. What is under the pointer is told by the script, from the data beside the picture. */
export function linePlot({ name, x: xAxis, y: yAxis, series, marks = 6 }: LinePlot): string {
  const { x, y, markup } = frame(AREA, xAxis, yAxis)
  const lines = series.map(({ index, points, band }) => {
    const places = points.map(([atX, atY]): [number, number] => [x(atX), y(atY)])
    const step = Math.max(1, Math.round(places.length / marks))
    const shapes = places
      // Begins elsewhere on each line, so that marks of lines that run together do not hide each other.
      .filter((_, at) => places.length <= marks || at % step === (index * 2 + 1) % step)
      .map(([atX, atY]) => marker(index, atX, atY))
    const around =
      band === undefined
        ? ''
        : bandOf(
            points.map(([atX], at) => [x(atX), band[at]] as const),
            y,
          )
    const line = element('path', { d: pathOf(places), class: 'line', 'stroke-dasharray': dashOf(index) })
    return `<g class="series ${colourClass(index)}" data-contender="${index}">${around}${line}${shapes.join('')}</g>`
  })
  const data = {
    area: AREA,
    series: series.map(({ index, name: contender, points }) => ({
      ...{ index, name: contender },
      points: points.map(([atX, atY]) => [
        coordinate(x(atX)),
        coordinate(y(atY)),
        xAxis.format(atX),
        yAxis.format(atY),
      ]),
    })),
    ...{ x: xAxis.title, y: yAxis.title },
  }
  const cursor = '<g class="cursor" hidden></g>'
  const content = markup + lines.join('') + cursor
  return picture(name, WIDTH, HEIGHT, content, ` tabindex="0" data-plot="${escape(JSON.stringify(data))}"`)
}

function pathOf(places: readonly (readonly [number, number])[]): string {
  return places.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`).join('')
}

function bandOf(
  ends: readonly (readonly [x: number, ends: readonly [number, number] | undefined])[],
  y: (value: number) => number,
): string {
  const upper = ends.flatMap(([x, pair]) => (pair === undefined ? [] : [[x, y(pair[1])] as const]))
  const lower = ends.flatMap(([x, pair]) => (pair === undefined ? [] : [[x, y(pair[0])] as const]))
  return element('path', { d: `${pathOf([...upper, ...lower.reverse()])}z`, class: 'band' })
}
