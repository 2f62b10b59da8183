import type { UseCases } from '../use-cases.ts'
import type { Counts } from './counts.ts'

/** The same use cases; every report is counted by its kind and by what became of it. */
export function countReports(useCases: UseCases, counts: Counts): UseCases {
  const { picks, heartbeats } = useCases
  return {
    ...useCases,
    picks: {
      ...picks,
      report: (outcome) => {
        const refusal = picks.report(outcome)
        counts.add('outcome', refusal?.reason ?? 'accepted')
        return refusal
      },
    },
    heartbeats: {
      ...heartbeats,
      register: (registration) => {
        const answer = heartbeats.register(registration)
        counts.add('registration', answer.kind === 'refused' ? answer.reason : 'accepted')
        return answer
      },
      heartbeat: (report) => {
        const refusal = heartbeats.heartbeat(report)
        counts.add('heartbeat', refusal?.reason ?? 'accepted')
        return refusal
      },
    },
  }
}
