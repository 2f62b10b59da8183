import { useEffect, useState } from 'preact/hooks'
import type { Steering } from '../api/api.ts'
import type { Problem } from '../api/call.ts'
import type { Backend } from '../api/pool.ts'
import { useApp } from '../app-context.ts'

export type Trial =
  | { readonly kind: 'none' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'allowed'; readonly answered: Backend }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'sending' }

/** Somebody who still types needs no answer for each digit. */
const TYPING_MS = 200

export interface DryRun {
  readonly trial: Trial
  /** Does it for real; true: it is in force. */
  readonly confirm: () => Promise<boolean>
}

/** Checks a change against the service before it is made, and then makes it. Undefined: there is nothing to check yet. */
export function useDryRun(pool: string, backendId: string, steering: Steering | undefined): DryRun {
  const { api, refresh } = useApp()
  const [trial, setTrial] = useState<Trial>({ kind: 'none' })
  const key = JSON.stringify(steering)
  useEffect(() => {
    if (steering === undefined) {
      setTrial({ kind: 'none' })
      return
    }
    let stale = false
    setTrial({ kind: 'checking' })
    const check = async (): Promise<void> => {
      const result = await api.steer(pool, backendId, steering, true)
      if (stale) return
      setTrial(
        result.kind === 'answered' ? { kind: 'allowed', answered: result.value } : { kind: 'refused', problem: result },
      )
    }
    const timer = setTimeout(() => void check(), steering.kind === 'weight' ? TYPING_MS : 0)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [pool, backendId, key])
  const confirm = async (): Promise<boolean> => {
    if (steering === undefined || trial.kind !== 'allowed') return false
    setTrial({ kind: 'sending' })
    const result = await api.steer(pool, backendId, steering, false)
    refresh()
    if (result.kind === 'problem') setTrial({ kind: 'refused', problem: result })
    return result.kind === 'answered'
  }
  return { trial, confirm }
}
