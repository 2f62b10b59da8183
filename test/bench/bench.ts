import { dirname, join } from 'node:path'
import type { Processes } from './processes/processes.ts'

/** What every part gets. */
export interface Bench {
  /** Shorter runs, for a look; not for numbers that anybody quotes. */
  readonly quick: boolean
  readonly processes: Processes
  /** A folder of its own for bodies and configurations; gone afterwards. */
  readonly folder: string
  /** Tells the progress. */
  readonly say: (text: string) => void
}

/** The built benchmark; its children are other roles of the same file. */
const SELF = process.argv[1] ?? ''

/** The built service, beside the built benchmark. */
export const LOOKASIDE = join(dirname(SELF), 'lookaside.js')

export function roleCommand(role: string, ...args: readonly string[]): string[] {
  return [process.execPath, '--expose-gc', SELF, 'role', role, ...args]
}
