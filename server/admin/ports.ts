import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'
import type { PolicyView } from '../use-cases.ts'

/** What is wrong with an input: the field, and what to do about it. */
export interface InputProblem {
  readonly field: string
  readonly problem: string
}

/** What the operators' use cases need of the policy host. */
export interface PolicyCatalog {
  list(): readonly PolicyView[]
  has(type: string): boolean
  /** Whether the policy is built in: only such a one may be a fallback. */
  isBuiltIn(type: string): boolean
  /** Checks the parameters. Undefined: in order. */
  check(choice: PolicyChoice): InputProblem | undefined
}

/** What the operators' use cases need of `config/`. */
export interface PoolParser {
  parse(document: unknown): PoolConfig | InputProblem
  /** The stored form: JSON, durations in milliseconds. */
  document(config: PoolConfig): Readonly<Record<string, unknown>>
}
