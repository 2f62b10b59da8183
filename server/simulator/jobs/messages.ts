import type { PolicySource } from '../../policy-host/policy-source.ts'
import type { RunResult } from '../result.ts'
import type { Task } from './runner.ts'

/** What a worker is told first; it loads the policies itself, since code does not travel between threads. */
export interface WorkerSetup {
  readonly sources: readonly PolicySource[]
  readonly baseDir: string
}

export type ToWorker =
  { readonly kind: 'setup'; readonly setup: WorkerSetup } | { readonly kind: 'run'; readonly task: Task }

export type FromWorker =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly message: string }
