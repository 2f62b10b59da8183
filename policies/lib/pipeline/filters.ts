/** Filters of the pipeline: who may be picked at all. To add one, add it to {@link FILTERS} and to the policy's page. */

import type { SnapshotBackend } from '../../policy.ts'
import { choice, numeric, required, text, type GivenParameters, type Parameter } from '../parameters.ts'
import type { PartKind } from '../parts.ts'
import { measure, MEASURED, type Measured } from './measures.ts'

export interface Filter {
  /** What becomes of a pick when nobody passes: the filter is left out, or nobody is picked. */
  readonly fallback: 'all' | 'none'
  /** It judges by what a snapshot does not change, so that once a snapshot is enough. */
  readonly isFixed: boolean
  passes(backend: SnapshotBackend): boolean
}

const fallback = choice<Filter['fallback']>('fallback', {
  description: 'When nobody passes. all: the filter is left out. none: nobody is picked.',
  values: ['all', 'none'],
  fallback: 'all',
})

const key = required(text('key', { description: 'Name of the label.', fallback: undefined }))
const value = text('value', { description: 'Value of the label. Default: any.', fallback: undefined })

function signalOf(preset: Measured): Parameter<Measured> {
  return choice('signal', { description: 'Which signal.', values: MEASURED, fallback: preset })
}
const limit = required(
  numeric('limit', { description: 'In the unit of the signal.', minimum: 0, maximum: 1e9, fallback: undefined }),
)

const measuredBelow = signalOf('in_flight')
const measuredAtLeast = signalOf('success_rate')
const measuredKnown = signalOf('latency')

function hasLabel(given: GivenParameters): (backend: SnapshotBackend) => boolean {
  const [name, wanted] = [given.get(key), given.get(value)]
  return ({ labels }) => (wanted === undefined ? labels.has(name) : labels.get(name) === wanted)
}

export const FILTERS: readonly PartKind<Filter>[] = [
  {
    type: 'label',
    description: 'Those with a label.',
    parameters: [key, value, fallback],
    make: (given) => ({ fallback: given.get(fallback), isFixed: true, passes: hasLabel(given) }),
  },
  {
    type: 'without_label',
    description: 'Those without a label.',
    parameters: [key, value, fallback],
    make(given) {
      const has = hasLabel(given)
      return { fallback: given.get(fallback), isFixed: true, passes: (backend) => !has(backend) }
    },
  },
  {
    type: 'below',
    description: 'Those whose signal is below a limit, or unknown.',
    parameters: [measuredBelow, limit, fallback],
    make(given) {
      const [signal, most] = [given.get(measuredBelow), given.get(limit)]
      const passes: Filter['passes'] = (backend) => (measure(backend, signal) ?? 0) < most || isUnknown(backend, signal)
      return { fallback: given.get(fallback), isFixed: false, passes }
    },
  },
  {
    type: 'at_least',
    description: 'Those whose signal is at a limit or above, or unknown.',
    parameters: [measuredAtLeast, limit, fallback],
    make(given) {
      const [signal, least] = [given.get(measuredAtLeast), given.get(limit)]
      const passes: Filter['passes'] = (backend) => (measure(backend, signal) ?? Infinity) >= least
      return { fallback: given.get(fallback), isFixed: false, passes }
    },
  },
  {
    type: 'known',
    description: 'Those whose signal is known; others let a newcomer pass.',
    parameters: [measuredKnown, fallback],
    make(given) {
      const signal = given.get(measuredKnown)
      return { fallback: given.get(fallback), isFixed: false, passes: (backend) => !isUnknown(backend, signal) }
    },
  },
]

function isUnknown(backend: SnapshotBackend, signal: Measured): boolean {
  return measure(backend, signal) === undefined
}
