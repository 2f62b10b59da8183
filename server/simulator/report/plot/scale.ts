/** From values to places along an axis. */
export interface Scale {
  readonly kind: 'linear' | 'log'
  readonly from: number
  readonly to: number
  /** 0 at `from`, 1 at `to`; values outside are cut. */
  part(value: number): number
  readonly ticks: readonly number[]
}

/** @param least of the values, not above `most`. Both ends become round numbers. */
export function linearScale(least: number, most: number): Scale {
  const span = most > least ? most - least : Math.max(1, Math.abs(most))
  const step = roundStep(span / 5)
  const from = Math.floor(least / step) * step
  const to = Math.max(from + step, Math.ceil(most / step) * step)
  const count = Math.round((to - from) / step)
  const ticks = Array.from({ length: count + 1 }, (_, index) => tidy(from + index * step))
  return { kind: 'linear', from, to, ticks, part: (value) => clamp((value - from) / (to - from)) }
}

/** For values above 0. `exact`: the ends stay as they are. */
export function logScale(least: number, most: number, exact = false): Scale {
  const low = Math.max(least, 1e-9)
  const high = Math.max(most, low * 1.01)
  const marks = marksOf(high / low)
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, index) => 10 ** (Math.floor(Math.log10(low)) + index),
  )
  const candidates = decades.flatMap((decade) => marks.map((mark) => tidy(decade * mark)))
  const from = exact ? low : (candidates.findLast((tick) => tick <= low * 1.000_001) ?? low)
  const to = exact ? high : (candidates.find((tick) => tick >= high * 0.999_999) ?? high)
  const ticks = candidates.filter((tick) => tick >= from * 0.999_999 && tick <= to * 1.000_001)
  const width = Math.log(to / from)
  return { kind: 'log', from, to, ticks, part: (value) => clamp(Math.log(Math.max(value, 1e-12) / from) / width) }
}

/** The scale that shows all of them: logarithmic where they differ by far. */
export function scaleFor(values: readonly number[]): Scale {
  const least = values.reduce((low, value) => Math.min(low, value), Infinity)
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity)
  if (!Number.isFinite(least) || !Number.isFinite(most)) return linearScale(0, 1)
  return least > 0 && most / least >= 8 ? logScale(least, most) : linearScale(Math.min(0, least), most)
}

const clamp = (part: number): number => Math.min(1, Math.max(0, part))

/** Marks inside a decade: the more decades, the fewer. */
function marksOf(ratio: number): readonly number[] {
  if (ratio > 1_000) return [1]
  return ratio > 30 ? [1, 3] : ratio > 5 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7]
}

function roundStep(step: number): number {
  const decade = 10 ** Math.floor(Math.log10(step))
  const mark = step / decade
  return decade * (mark <= 1 ? 1 : mark <= 2 ? 2 : mark <= 2.5 ? 2.5 : mark <= 5 ? 5 : 10)
}

/** Takes the noise of binary fractions away. */
const tidy = (value: number): number => Number(value.toPrecision(12))
