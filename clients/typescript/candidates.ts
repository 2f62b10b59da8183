import type { Backend } from './backend.ts'
import type { Pick, PickOptions } from './pick.ts'

/** A backend to try, and how its outcome is named: a pick of the service has a token, others have none. */
export interface Attemptable {
  readonly backend: Backend
  readonly token: string | undefined
}

/** The backends to try, in order: the pick, its alternates, then a pick that excludes those. */
export interface Candidates {
  /** Rejects when nobody can be picked. */
  first(): Promise<Attemptable>
  /** Undefined: nobody is left. */
  next(): Promise<Attemptable | undefined>
}

/** The API takes 64 exclusions. */
const MAX_EXCLUDED = 64

/** `tried`: a backend that was tried before. */
export function createCandidates(
  pick: (options: PickOptions) => Promise<Pick>,
  options: PickOptions,
  maxAttempts: number,
  tried?: Backend,
): Candidates {
  const excluded = new Set(options.excludeBackendIds)
  const waiting: Attemptable[] = []
  let left = maxAttempts
  let previousToken = ''
  const ask = async (): Promise<Attemptable> => {
    const excludeBackendIds = [...excluded].slice(-MAX_EXCLUDED)
    const retry = previousToken === '' ? {} : { previousPickToken: previousToken }
    const picked = await pick({ ...options, ...retry, excludeBackendIds, alternates: left - 1 })
    previousToken = picked.token
    for (const backend of picked.alternates) waiting.push({ backend, token: undefined })
    return { backend: picked.backend, token: picked.token === '' ? undefined : picked.token }
  }
  const use = (candidate: Attemptable): Attemptable => {
    left--
    excluded.add(candidate.backend.id)
    return candidate
  }
  if (tried !== undefined) use({ backend: tried, token: undefined })
  return {
    first: async () => use(await ask()),
    async next() {
      const alternate = waiting.shift()
      if (alternate !== undefined) return use(alternate)
      try {
        return use(await ask())
      } catch {
        // How the backend failed says more than that there is no other one.
        return undefined
      }
    },
  }
}
