/** A trace that stands for the values of a bucket. */
export interface Exemplar {
  readonly traceId: string
  readonly spanId: string
  readonly value: number
  /** Milliseconds since 1970. */
  readonly at: number
}

export type Labels = Readonly<Record<string, string>>

/** Series that a histogram may have: as many as the OpenTelemetry SDK gives an instrument. What comes later shares one. */
const MAX_SERIES = 2_000
/** How the SDK labels what it folds together. */
const OVERFLOW: Labels = { 'otel.metric.overflow': 'true' }

/** Counts of one set of labels. */
export class HistogramSeries {
  readonly labels: Labels
  /** Milliseconds since 1970. */
  readonly since: number
  /** By bucket; the last one is for what is above every bound. */
  readonly counts: number[]
  readonly exemplars: (Exemplar | undefined)[]
  sum = 0
  readonly bounds: readonly number[]

  constructor(labels: Labels, bounds: readonly number[], since: number) {
    this.labels = labels
    this.bounds = bounds
    this.since = since
    this.counts = new Array<number>(bounds.length + 1).fill(0)
    this.exemplars = new Array<Exemplar | undefined>(bounds.length + 1).fill(undefined)
  }

  /** Returns the bucket. A walk from below: most values lie in the first few, and it is a tenth of an OTel record's cost. */
  record(value: number): number {
    const { bounds, counts } = this
    let bucket = 0
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++
    counts[bucket] = (counts[bucket] ?? 0) + 1
    this.sum += value
    return bucket
  }
}

/**
 * A histogram that counts by itself: an OpenTelemetry histogram costs about a microsecond a record, as much as a pick. It is
 * read when somebody collects.
 */
export class Histogram {
  readonly bounds: readonly number[]
  private readonly series = new Set<HistogramSeries>()
  private readonly max: number
  private readonly now: () => number
  private overflow: HistogramSeries | undefined

  /** `bounds`: ascending, each the inclusive upper end of its bucket. `now`: milliseconds since 1970. */
  constructor(bounds: readonly number[], now: () => number, max: number = MAX_SERIES) {
    this.bounds = bounds
    this.now = now
    this.max = max
  }

  /** A new series, which the caller keeps; or the one that all share when there are too many. */
  open(labels: Labels): HistogramSeries {
    if (this.series.size >= this.max) {
      this.overflow ??= new HistogramSeries(OVERFLOW, this.bounds, this.now())
      return this.overflow
    }
    const series = new HistogramSeries(labels, this.bounds, this.now())
    this.series.add(series)
    return series
  }

  /** Nobody keeps it any more: it is shown no longer. */
  close(series: HistogramSeries): void {
    this.series.delete(series)
  }

  *all(): IterableIterator<HistogramSeries> {
    yield* this.series
    if (this.overflow !== undefined) yield this.overflow
  }
}
