import type { Backend } from '../api/pool.ts'
import type { Shares } from '../state/shares.ts'

/** What table and cards need to draw backends. */
export interface BackendListProps {
  /** In order; those in sight are `from` to `to`. */
  readonly backends: readonly Backend[]
  readonly from: number
  readonly to: number
  readonly rowHeight: number
  readonly shares: Shares
  /** The share that fills a bar. */
  readonly scale: number
  /** Backends that the charts show, in the order of their colours. */
  readonly lines: readonly string[]
}
