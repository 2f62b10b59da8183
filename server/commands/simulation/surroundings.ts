import type { Surroundings } from '../surroundings.ts'
import { refuse } from './refused.ts'
import type { Threads } from './run.ts'

/** What a simulation takes from the process. */
export interface SimulationSurroundings extends Threads, Pick<Surroundings, 'env' | 'readFile' | 'realPath' | 'cwd'> {
  readonly writeFile: (path: string, text: string) => void
  readonly version: string
}

export function writeReport(path: string, html: string, { writeFile }: SimulationSurroundings): void {
  try {
    writeFile(path, html)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    refuse(`the report cannot be written: ${reason}`, 'name another file with --report.')
  }
}
