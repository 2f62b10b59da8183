import type { ComponentChild } from 'preact'

const WIDTH = 96
const HEIGHT = 22
/** Samples from edge to edge; the newest is on the right. */
const LENGTH = 60

/** The course of a number over the last minute, without axes: the number itself stands beside it. */
export function Sparkline({ values }: { values: readonly (number | null)[] }): ComponentChild {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return <svg class="spark" width={WIDTH} height={HEIGHT} aria-hidden="true" />
  const top = Math.max(...known, 0.001) * 1.1
  const step = WIDTH / (LENGTH - 1)
  let pen = 'M'
  let path = ''
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M'
      return
    }
    path += `${pen}${((LENGTH - values.length + index) * step).toFixed(1)} ${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`
    pen = 'L'
  })
  return (
    <svg class="spark" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
