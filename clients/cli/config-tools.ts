import type { PoolConfig, PoolConfig__Output } from '../../proto/gen/lookaside/v1/PoolConfig.ts'

/** One thing that is wrong in a configuration. */
export interface ProblemLine {
  /** A file, an environment variable or a flag. */
  readonly source: string
  /** From 1. Null: not in a file. */
  readonly line: number | null
  readonly column: number | null
  readonly path: string
  readonly expected: string
  readonly got: string
  /** Empty: nothing to add. */
  readonly hint: string
  /** All of it in one line: `file:line:column: path: expected ..., got ...; did you mean ...?` */
  readonly text: string
}

export interface ConfigRequest {
  /** Undefined: what the environment names, or none. */
  readonly file: string | undefined
}

export interface ConfigCheck {
  /** Empty: there was no file, only the environment. */
  readonly file: string
  readonly problems: readonly ProblemLine[]
  readonly warnings: readonly string[]
  /** Counts of what was found in order. */
  readonly pools: number
  readonly policies: number
  readonly backends: number
}

export interface PrintedValue {
  readonly path: string
  readonly value: unknown
  readonly origin: {
    readonly kind: 'default' | 'file' | 'environment' | 'flag'
    /** The file, the variable or the flag. Empty for a default. */
    readonly name: string
    readonly line: number | null
    readonly column: number | null
    /** True: from `poolDefaults`. */
    readonly inherited: boolean
  }
}

export type ConfigPrint =
  | { readonly kind: 'printed'; readonly file: string; readonly yaml: string; readonly values: readonly PrintedValue[] }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemLine[] }

export interface KeyLine {
  readonly path: string
  readonly type: string
  readonly values: string
  /** Null: none. */
  readonly default: string | null
  readonly required: boolean
  readonly about: string
}

export type KeyExplanation =
  | ({
      readonly kind: 'explained'
      /** Whose file it is a key of. */
      readonly readBy: 'serve' | 'agent'
      /** Null: it is set in the file only. */
      readonly variable: string | null
      readonly reloads: boolean
      /** What is inside a section or the entries of a list. */
      readonly keys: readonly KeyLine[]
    } & KeyLine)
  | { readonly kind: 'unknown'; readonly suggestion: string | undefined }

/** A pool as the command line sends it: only what its file sets. */
export interface PoolToPut {
  readonly name: string
  readonly message: PoolConfig
}

export type PoolsToPut =
  | { readonly kind: 'read'; readonly pools: readonly PoolToPut[] }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemLine[] }

export interface SettingChange {
  readonly path: string
  /** JSON of the value. Null: it was not there, or will not be. */
  readonly before: string | null
  readonly after: string | null
}

/** What the command line needs of those who know the configuration; supplied by the composition root. */
export interface ConfigTools {
  /** Everything that `serve`, or `agent`, would refuse, policies and their parameters included. Starts nothing. */
  check(request: ConfigRequest, reader: 'serve' | 'agent'): Promise<ConfigCheck>
  print(request: ConfigRequest, options: { readonly defaults: boolean; readonly origins: boolean }): ConfigPrint
  schema(reader: 'serve' | 'agent'): Record<string, unknown>
  explain(path: string): KeyExplanation
  paths(): readonly string[]
  readPools(file: string): PoolsToPut
  /** The configuration of a pool as a file would have it. */
  poolForm(config: PoolConfig__Output): Record<string, unknown>
  yaml(value: unknown): string
  changes(before: unknown, after: unknown): readonly SettingChange[]
}
