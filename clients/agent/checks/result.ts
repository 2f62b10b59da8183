/** What one check found. */
export type CheckResult =
  | { readonly kind: 'passed' }
  /** Why, for people, for example `GET /healthz: 503`. */
  | { readonly kind: 'failed'; readonly detail: string }

/** Runs once; never rejects; ends when `signal` aborts, at the latest. */
export type Check = (signal: AbortSignal) => Promise<CheckResult>

export function failed(detail: string): CheckResult {
  return { kind: 'failed', detail }
}
