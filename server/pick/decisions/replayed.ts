import type { Replayed } from '../../use-cases.ts'
import type { PolicyRunner } from '../policy-runner.ts'
import type { DecisionRecord } from './decision-log.ts'
import type { HeldInputs } from './held-inputs.ts'
import { toRecorded } from './recorded-inputs.ts'
import type { Rerun } from './replay.ts'
import { rerun } from './replay.ts'

/** Makes a recorded decision again, and says in words what stands in the way of the same answer. */
export function replayOf(runner: PolicyRunner, { decision, inputs, obstacle }: DecisionRecord): Replayed {
  if (obstacle !== '') return replayed('', false, `this decision cannot be made again: ${obstacle}`)
  if (inputs === undefined) return replayed(decision.backendId, true, withoutPolicy(decision.backendId))
  const again = rerun(runner, toRecorded(inputs))
  if (again.kind === 'failed')
    return replayed('', false, `the policy ${inputs.start.choice.type} failed: ${again.message}`)
  const same = again.answer === inputs.answer
  // Of the two that may have been thrown away, the last answer of the policy is what was asked again.
  const notes = [...(same ? [] : differences(again, inputs)), ...discarded(inputs.answer, decision.backendId)]
  return replayed(again.answer, same, notes.join('; '))
}

function replayed(backendId: string, same: boolean, note: string): Replayed {
  return { kind: 'replayed', backendId, same, note }
}

function withoutPolicy(backendId: string): string {
  if (backendId === '') return 'nobody was there to be picked, so no policy was asked'
  return 'the call was bound to the backend by its affinity, so no policy was asked'
}

function differences({ code, unrecorded, drawsDiffer }: Rerun, { start }: HeldInputs): string[] {
  const { type } = start.choice
  const why: string[] = []
  if (code !== start.code) why.push(`another version of ${type} is loaded now`)
  if (unrecorded.length > 0) why.push(`${type} reads ${unrecorded.join(', ')}, which was not recorded`)
  if (drawsDiffer) why.push(`${type} asked for other random numbers than it did then`)
  if (why.length === 0 || (why.length === 1 && drawsDiffer)) {
    why.push(`${type} may keep state that its pickers do not tell by state(), or read a clock or randomness of its own`)
  }
  return why
}

function discarded(answer: string, picked: string): string[] {
  if (answer === picked) return []
  return [`the policy's last answer was ${answer === '' ? 'nobody' : answer}, and it was not used`]
}
