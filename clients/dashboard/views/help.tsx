import type { ComponentChild } from 'preact'
import { Modal } from '../parts/modal.tsx'
import { lookOf, STATES } from '../words/states.ts'
import { Chip } from '../parts/chip.tsx'

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['o', 'pools'],
  ['d', 'decisions: of the pool in sight, or of all'],
  ['b', 'backends of the pool in sight'],
  ['e', 'explain a pick in the pool in sight'],
  ['/', 'go to the filter'],
  ['j, k', 'next and previous row; Enter opens it'],
  ['p', 'pause and resume the decisions'],
  ['t', 'colours: auto, light, dark'],
  ['?', 'this help'],
  ['Esc', 'close what is open'],
]

const MEANINGS: Readonly<Record<string, string>> = {
  eligible: 'may be picked',
  warming: 'may be picked, at a share that grows in slow start',
  saturated: 'has as many requests in flight as the pool allows',
  ejected: 'removed for a while by outlier detection',
  unhealthy: 'its own health checks fail',
  expired: 'its heartbeats stopped',
  draining: 'takes no new picks',
}

export function Help(props: { keys: boolean; onKeys: (keys: boolean) => void; onClose: () => void }): ComponentChild {
  return (
    <Modal title="Help" onClose={props.onClose}>
      <h3>Keys</h3>
      <dl class="keys">
        {SHORTCUTS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split(', ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={props.keys} onChange={(event) => props.onKeys(event.currentTarget.checked)} />
        Single keys are shortcuts
      </label>
      <h3>States of a backend</h3>
      <dl class="keys states">
        {STATES.map((state) => (
          <div key={state}>
            <dt>
              <Chip {...lookOf(state)} word={state} />
            </dt>
            <dd>{MEANINGS[state]}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        Shares are of the picks of the last 10 seconds; the tick in a bar is the fair share by weight.
      </p>
      <div class="dialog-foot">
        <span class="spacer" />
        <button type="button" class="primary" onClick={props.onClose}>
          Close
        </button>
      </div>
    </Modal>
  )
}
