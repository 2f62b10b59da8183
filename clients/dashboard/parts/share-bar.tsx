import type { ComponentChild } from 'preact'
import { formatShare } from '../words/quantities.ts'

/** A live share as a bar, with a tick where its fair share is. `scale`: the share that fills the bar. */
export function ShareBar(props: { share: number | undefined; fair: number; scale: number }): ComponentChild {
  const { share, fair, scale } = props
  const place = (part: number): string => `${Math.min(100, (part / Math.max(scale, 0.0001)) * 100).toFixed(1)}%`
  const title = `live share ${formatShare(share)}, fair share ${formatShare(fair)}`
  return (
    <span class="share-bar" title={title}>
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ width: place(share ?? 0) }} />
        {fair > 0 && <span class="tick" style={{ left: place(fair) }} />}
      </span>
      <span class="number">{formatShare(share)}</span>
      <span class="unseen">, fair share {formatShare(fair)}</span>
    </span>
  )
}

/** The share that fills the bars of a list: a little more than the largest. */
export function shareScale(shares: Iterable<{ readonly share: number | undefined; readonly fair: number }>): number {
  let most = 0
  for (const { share, fair } of shares) most = Math.max(most, share ?? 0, fair)
  return Math.min(1, most * 1.1)
}
