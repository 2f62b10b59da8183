import type { Snapshot } from '../../../policies/policy.ts'
import { SnapshotMember } from '../../pools/backend-entry.ts'
import type { LiveSignals } from '../../pools/signals.ts'
import type { RunningPicker, RunningPolicy } from '../policy-runner.ts'
import { QuietSignals, Twin, twinned, untwinned } from '../twin.ts'

/** A running policy that sees twins of the backends, so that nothing it reads or keeps touches what the picks use. */
export function shadowPolicy(policy: RunningPolicy): RunningPolicy {
  // The contract says that the signals of a backend stay the same object over snapshots.
  const quiet = new WeakMap<LiveSignals, QuietSignals>()
  const twinOf = (member: SnapshotMember): Twin => {
    let signals = quiet.get(member.signals)
    if (signals === undefined) {
      signals = new QuietSignals(member.signals)
      quiet.set(member.signals, signals)
    }
    return new Twin(member, signals)
  }
  return {
    onSnapshot(snapshot: Snapshot) {
      const backends = snapshot.backends.map((backend) =>
        backend instanceof SnapshotMember ? twinOf(backend) : backend,
      )
      return quietPicker(policy.onSnapshot({ ...snapshot, backends: Object.freeze(backends) }))
    },
    onOutcome: (outcome) => policy.onOutcome(outcome),
    status: () => policy.status(),
    close: () => policy.close(),
  }
}

function quietPicker(picker: RunningPicker): RunningPicker {
  return {
    pick: (request) => untwinned(picker.pick(twinned(request))),
    get lastWasFallback() {
      return picker.lastWasFallback
    },
    servedBy: () => picker.servedBy(),
    start: (withState) => picker.start(withState),
  }
}
