import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { Steering } from '../api/api.ts'
import type { Backend } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { Modal } from '../parts/modal.tsx'
import { formatWeight } from '../words/quantities.ts'
import { DialogFoot, EffectText, TrialText } from './steer-dialog.tsx'
import { useDryRun } from './use-dry-run.ts'

/** Sets or clears an operator's weight: what it would do first, and then for real. */
export function WeightDialog({ backend, onClose }: { backend: Backend; onClose: () => void }): ComponentChild {
  const { route, say } = useApp()
  const [text, setText] = useState('')
  const [clear, setClear] = useState(false)
  const steering = steeringOf(text, clear)
  const dryRun = useDryRun(route.pool, backend.id, steering)
  const confirm = async (): Promise<void> => {
    if (!(await dryRun.confirm())) return
    say(clear ? `${backend.id} has its own weight again` : `${backend.id} has weight ${text.trim()}`)
    onClose()
  }
  const set = backend.operatorWeight !== undefined
  return (
    <Modal title={`Weight of ${backend.id}`} onClose={onClose}>
      <p>
        Now {formatWeight(backend.weight)}
        {set ? ', set by an operator' : ', its own'}. A weight set here wins over its own and survives restarts. To send
        nothing, drain instead.
      </p>
      <WeightForm
        text={text}
        clear={clear}
        onText={setText}
        onClear={set ? setClear : undefined}
        onSubmit={() => void confirm()}
      />
      {text.trim() !== '' && steering === undefined && <p class="trial refused">✕ A weight is a whole number.</p>}
      {steering !== undefined && <TrialText trial={dryRun.trial} />}
      {steering !== undefined && dryRun.trial.kind !== 'refused' && (
        <EffectText backend={backend} steering={steering} trial={dryRun.trial} />
      )}
      <DialogFoot
        dryRun={dryRun}
        backend={backend}
        steering={steering}
        onClose={onClose}
        onConfirm={() => void confirm()}
      >
        {clear ? 'Clear the weight' : 'Set the weight'}
      </DialogFoot>
    </Modal>
  )
}

function WeightForm(props: {
  text: string
  clear: boolean
  onText: (text: string) => void
  /** Undefined: there is nothing to clear. */
  onClear: ((clear: boolean) => void) | undefined
  onSubmit: () => void
}): ComponentChild {
  const { text, clear, onText, onClear, onSubmit } = props
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <label class="field">
        New weight
        <input
          type="text"
          inputMode="numeric"
          autocomplete="off"
          placeholder="1 to 1,000,000"
          value={text}
          disabled={clear}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      </label>
      {onClear !== undefined && (
        <label class="check">
          <input type="checkbox" checked={clear} onChange={(event) => onClear(event.currentTarget.checked)} />
          Clear it, so that its own weight is in force again
        </label>
      )}
    </form>
  )
}

/** The range is the service's to judge; here is only what can be sent at all. */
function steeringOf(text: string, clear: boolean): Steering | undefined {
  if (clear) return { kind: 'weight', weight: undefined }
  const digits = text.trim().replaceAll(',', '')
  return /^\d{1,15}$/.test(digits) ? { kind: 'weight', weight: Number(digits) } : undefined
}
