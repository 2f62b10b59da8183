import type { ProblemLine } from './config-tools.ts'

/** What `lookaside simulate` was asked for. Undefined or empty: the default. */
export interface SimulationRequest {
  /** Names of built-in scenarios, and paths of files. */
  readonly scenarios: readonly string[]
  /** `type`, `type:{...}`, or the path of a policy's file with or without parameters. */
  readonly policies: readonly string[]
  /** A configuration file whose pools take part. */
  readonly config: string | undefined
  /** Which of its pools. Empty: all. */
  readonly pools: readonly string[]
  readonly seeds: readonly number[]
  readonly jobs: number | undefined
  readonly durationMs: number | undefined
  readonly load: number | undefined
  readonly replicas: number | undefined
  /** `key=value,value,...` of a scenario. */
  readonly sweep: string | undefined
  /** Where the report goes. */
  readonly report: string | undefined
}

export interface ReplayRequest extends Pick<SimulationRequest, 'pools' | 'seeds' | 'jobs' | 'report'> {
  /** The new configuration. */
  readonly config: string
  /** Recorded decisions, one a line. */
  readonly recording: string
  /** Calls a second that there really were; recordings are samples. */
  readonly perSecond: number | undefined
}

export interface SimulationProgress {
  /** 0 to 1. */
  readonly share: number
  readonly runsDone: number
  readonly runs: number
  /** Simulated so far. */
  readonly calls: number
}

/** A figure over the seeds: median, and an interval for it. */
export interface SpreadLine {
  readonly median: number
  readonly low: number
  readonly high: number
  readonly confidence: number
}

export type FigureName = 'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'max' | 'errors' | 'timeouts' | 'misplaced'
export type RatioName = 'mean' | 'p50' | 'p90' | 'p99' | 'p999'

/** One contender in one scenario. Times in milliseconds, shares 0 to 1. */
export interface ResultLine {
  readonly scenario: string
  readonly contender: string
  readonly policy: { readonly type: string; readonly config: Readonly<Record<string, unknown>> }
  /** Calls counted, all seeds together. */
  readonly calls: number
  readonly figures: Readonly<Record<FigureName, SpreadLine>>
  /** To the reference with the same seed. Null: there is none. */
  readonly ratios: Readonly<Record<RatioName, SpreadLine>> | null
  /** By p99, the oracle apart: the least; not to be told from the least by its interval; or more. */
  readonly standing: 'best' | 'tied' | 'behind' | 'bound'
}

export interface ScenarioLine {
  readonly name: string
  readonly description: string
  readonly backends: number
  /** Calls a second at the beginning. */
  readonly perSecond: number
  readonly replicas: number
  readonly durationMs: number
}

export interface SimulationReport {
  readonly seeds: readonly number[]
  /** What the ratios are to. Null: nothing. */
  readonly reference: string | null
  readonly sweep: { readonly path: string; readonly values: readonly string[] } | null
  readonly scenarios: readonly ScenarioLine[]
  readonly results: readonly ResultLine[]
}

export type Refusal =
  /** Files that are wrong. */
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemLine[] }
  /** Something that was asked for does not exist or does not go together. */
  | { readonly kind: 'refused'; readonly message: string; readonly next: string }
  /** A policy failed while it was simulated. */
  | { readonly kind: 'failed'; readonly message: string }

export type SimulationAnswer = { readonly kind: 'done'; readonly report: SimulationReport } | Refusal

/** A backend before and after. Shares 0 to 1 of the calls of its pool. */
export interface ReplayedBackend {
  readonly id: string
  /** In the recording. */
  readonly recorded: number
  /** Simulated with the recorded policy, and with the new one. */
  readonly before: number
  readonly after: number
  /** The model: a call by itself, in milliseconds, and how many run at full speed. */
  readonly serviceMs: number
  readonly capacity: number
  /** Whether latency was recorded for it. */
  readonly isKnown: boolean
}

export interface ReplayedPool {
  readonly pool: string
  readonly decisions: number
  /** Calls a second that were simulated. */
  readonly perSecond: number
  readonly spanMs: number
  readonly before: ResultLine
  readonly after: ResultLine
  readonly backends: readonly ReplayedBackend[]
  /** What the recording says, and what is assumed. */
  readonly known: readonly string[]
  readonly modelled: readonly string[]
}

export interface ReplayReport {
  readonly pools: readonly ReplayedPool[]
  /** What of the recording was left out, and why. */
  readonly remarks: readonly string[]
}

export type ReplayAnswer = { readonly kind: 'done'; readonly report: ReplayReport } | Refusal

/** The simulator as the command line sees it; supplied by the composition root. */
export interface Simulations {
  list(): readonly ScenarioLine[]
  run(request: SimulationRequest, onProgress: (progress: SimulationProgress) => void): Promise<SimulationAnswer>
  replay(request: ReplayRequest, onProgress: (progress: SimulationProgress) => void): Promise<ReplayAnswer>
}
