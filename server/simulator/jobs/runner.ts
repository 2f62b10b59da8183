import type { PolicyFactory } from '../../../policies/policy.ts'
import type { RunResult } from '../result.ts'
import type { Contender, Scenario } from '../scenario.ts'
import { callsPerSecond, simulate } from '../simulate.ts'

/** One run: plain data, so that it can go to another thread. */
export interface Task {
  readonly scenario: Scenario
  readonly contender: Contender
  readonly seed: number
}

/** Whoever does runs, one at a time. */
export interface Runner {
  /** @throws Error when the policy of the contender fails. */
  run(task: Task, onShare: (share: number) => void): Promise<RunResult>
  close(): Promise<void>
}

export interface Progress {
  /** Of all runs, by the calls that they simulate; 0 to 1. */
  readonly share: number
  readonly runsDone: number
  readonly runs: number
  /** Calls simulated so far, about. */
  readonly calls: number
}

/** Runs in this thread, which does nothing else meanwhile. */
export function inlineRunner(policies: readonly PolicyFactory[]): Runner {
  return {
    run: (task, onShare) => simulate({ ...task, policies, onProgress: onShare }),
    close: () => Promise.resolve(),
  }
}

/**
 * Each runner takes the next task when it is done with one. A run depends on its task alone, so the results, which come in
 * the order of the tasks, do not depend on the number of runners.
 */
export async function runTasks(
  tasks: readonly Task[],
  runners: readonly Runner[],
  onProgress: (progress: Progress) => void,
): Promise<readonly RunResult[]> {
  const calls = tasks.map(({ scenario }) => (callsPerSecond(scenario) * scenario.durationMs) / 1_000)
  const whole = calls.reduce((sum, count) => sum + count, 0)
  const shares = tasks.map(() => 0)
  const results = new Map<number, RunResult>()
  const told = (index: number, share: number): void => {
    shares[index] = share
    const done = shares.reduce((sum, part, at) => sum + part * (calls[at] ?? 0), 0)
    onProgress({ share: done / whole, runsDone: results.size, runs: tasks.length, calls: done })
  }
  let next = 0
  let isOver = false
  const work = async (runner: Runner): Promise<void> => {
    while (next < tasks.length && !isOver) {
      const index = next++
      const task = tasks[index]
      if (task === undefined) continue
      results.set(index, await runner.run(task, (share) => told(index, share)))
      told(index, 1)
    }
  }
  try {
    await Promise.all(runners.map(work))
  } finally {
    // After a failure the others end with the run that they are at.
    isOver = true
  }
  return tasks.flatMap((_, index) => results.get(index) ?? [])
}
