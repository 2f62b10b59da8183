/** One number. */
export interface Row {
  readonly what: string
  /** Numbers of the same `what` stand side by side under the names of their columns. */
  readonly column?: string
  /** For a closer look: not part of the picture. */
  readonly detail?: boolean
  readonly value: number
  readonly unit: Unit
  /** Least and most of the rounds, in the same unit. */
  readonly spread?: readonly [number, number]
  /** The value as a multiple of the floor of the same run. */
  readonly ratio?: number
  readonly target?: { readonly text: string; readonly met: boolean }
}

export type Unit = '/s' | 'ns' | 'ms' | 'B' | 'MiB' | 'count' | '%'

export interface PartResult {
  readonly part: string
  /** What the numbers stand for, in a sentence or two. */
  readonly standsFor: string
  /** What reproduces them. */
  readonly command: string
  readonly rows: readonly Row[]
  /** Why there are no numbers, or what a reader has to know of them. */
  readonly notes: readonly string[]
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Nearest rank; a median of an even number of values is the mean of the middle two. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  if (share === 0.5 && sorted.length % 2 === 0) {
    return ((sorted[sorted.length / 2 - 1] ?? Number.NaN) + (sorted[sorted.length / 2] ?? Number.NaN)) / 2
  }
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

export function met(text: string, isMet: boolean): NonNullable<Row['target']> {
  return { text, met: isMet }
}
