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

/** What a role of numbers answers: a JSON object of numbers on the last line of its output. */
export function numbersIn(output: string): (name: string) => number {
  const parsed: unknown = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')
  const numbers = new Map(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [])
  return (name) => {
    const value: unknown = numbers.get(name)
    if (typeof value === 'number') return value
    throw new Error(`no number ${name} in: ${output}`)
  }
}
