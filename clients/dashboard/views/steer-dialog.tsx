import type { ComponentChild, ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Steering } from '../api/api.ts'
import type { Backend } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { Modal } from '../parts/modal.tsx'
import { poolNamed } from '../state/live.ts'
import { steeringCopies } from '../words/copy-as.ts'
import type { Effect } from '../words/effects.ts'
import { effectOf } from '../words/effects.ts'
import { formatShare } from '../words/quantities.ts'
import type { DryRun, Trial } from './use-dry-run.ts'
import { useDryRun } from './use-dry-run.ts'

/** Drains or undrains a backend: what it would do first, and then for real. */
export function SteerDialog(props: { backend: Backend; steering: Steering; onClose: () => void }): ComponentChild {
  const { backend, onClose } = props
  const { route, say } = useApp()
  const [steering, setSteering] = useState(props.steering)
  const dryRun = useDryRun(route.pool, backend.id, steering)
  const drains = steering.kind === 'drain'
  const refused = dryRun.trial.kind === 'refused' ? dryRun.trial.problem : undefined
  const confirm = async (): Promise<void> => {
    if (!(await dryRun.confirm())) return
    say(drains ? `Drained: ${backend.id} gets no new picks` : `Undrained: ${backend.id}`)
    onClose()
  }
  return (
    <Modal title={`${drains ? 'Drain' : 'Undrain'} ${backend.id}`} onClose={onClose}>
      <p>
        {drains
          ? 'It gets no new picks until it is undrained, also after restarts. What is in flight may end.'
          : 'It may be picked again as soon as its heartbeats and checks are good.'}
      </p>
      <TrialText trial={dryRun.trial} />
      {dryRun.trial.kind !== 'refused' && <EffectText backend={backend} steering={steering} trial={dryRun.trial} />}
      {drains && (refused?.reason === 'DRAIN_REFUSED' || steering.force) && (
        <label class="check">
          <input
            type="checkbox"
            checked={steering.force}
            onChange={(event) => setSteering({ kind: 'drain', force: event.currentTarget.checked })}
          />
          Drain anyway, even if the pool panics
        </label>
      )}
      <DialogFoot
        dryRun={dryRun}
        backend={backend}
        steering={steering}
        onClose={onClose}
        onConfirm={() => void confirm()}
      >
        {drains ? 'Drain' : 'Undrain'} {backend.id}
      </DialogFoot>
    </Modal>
  )
}

export function DialogFoot(props: {
  dryRun: DryRun
  backend: Backend
  steering: Steering | undefined
  onClose: () => void
  onConfirm: () => void
  children: ComponentChildren
}): ComponentChild {
  const { dryRun, backend, steering, onClose, onConfirm, children } = props
  const { route, base } = useApp()
  return (
    <div class="dialog-foot">
      {steering !== undefined && (
        <CopyMenu label="this change" items={steeringCopies(base, route.pool, backend.id, steering)} />
      )}
      <span class="spacer" />
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      <button type="button" class="primary" disabled={dryRun.trial.kind !== 'allowed'} onClick={onConfirm}>
        {dryRun.trial.kind === 'sending' ? 'Working…' : children}
      </button>
    </div>
  )
}

/** What the dry run said. */
export function TrialText({ trial }: { trial: Trial }): ComponentChild {
  return (
    <p class={`trial ${trial.kind}`} role="status">
      {trial.kind === 'checking' && 'Dry run…'}
      {trial.kind === 'allowed' && '✓ The dry run found nothing against it; nothing has changed yet.'}
      {trial.kind === 'sending' && 'Working…'}
      {trial.kind === 'refused' && (
        <>
          ✕ Refused: {trial.problem.message}
          {trial.problem.reason !== '' && <code class="reason">{trial.problem.reason}</code>}
        </>
      )}
    </p>
  )
}

/** Before and after, side by side. */
export function EffectText(props: { backend: Backend; steering: Steering; trial: Trial }): ComponentChild {
  const { live, route } = useApp()
  const listed = live.sight?.backends
  if (listed?.kind !== 'ready') return null
  const threshold = poolNamed(live, route.pool)?.panicThresholdPercent ?? 0
  const answered = props.trial.kind === 'allowed' ? props.trial.answered : undefined
  const effect = effectOf(listed.value.items, props.backend.id, props.steering, threshold, answered)
  return <EffectTable effect={effect} id={props.backend.id} />
}

function EffectTable({ effect, id }: { effect: Effect; id: string }): ComponentChild {
  const { eligibleBefore, eligibleAfter, backends, shareBefore, shareAfter, needed } = effect
  return (
    <>
      <table class="effect">
        <caption class="unseen">Effect</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">now</th>
            <th scope="col">after</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Eligible backends, of {backends}</th>
            <td>{eligibleBefore}</td>
            <td>{eligibleAfter}</td>
          </tr>
          <tr>
            <th scope="row">Fair share of {id}</th>
            <td>{formatShare(shareBefore)}</td>
            <td>{formatShare(shareAfter)}</td>
          </tr>
        </tbody>
      </table>
      <p class="muted">
        {eligibleAfter < needed
          ? `The pool panics below ${needed}: health is then ignored.`
          : `The pool stays out of panic: it needs ${needed}.`}
      </p>
    </>
  )
}
