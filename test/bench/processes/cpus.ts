import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Where a process of the benchmark runs: what is measured has a core for itself, everything else shares another one. */
export type Place = 'measured' | 'load'

/** The command that pins to a place, to be put before another command. Empty: this machine cannot pin. */
export function pinning(place: Place): readonly string[] {
  const cores = allowedCores()
  const core = place === 'measured' ? cores[0] : cores[1]
  if (core === undefined || cores.length < 2 || !canPin()) return []
  return ['taskset', '-c', String(core)]
}

export function canPin(): boolean {
  return spawnSync('taskset', ['--version']).status === 0
}

/** The cores that this process may use; a container may have fewer than the machine. */
function allowedCores(): number[] {
  try {
    const list = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
    return list.split(',').flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
  } catch {
    return Array.from({ length: availableParallelism() }, (_, index) => index)
  }
}

/** Clock ticks a second of /proc; Linux has the same on every machine that Node runs on. */
const TICKS = 100

/** Seconds of processor time that a process has used so far. NaN: this system does not say. */
export function processorSeconds(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return Number.NaN
  }
}
