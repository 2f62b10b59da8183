import { refuseField, type ErrorReason, type Refusal } from '../../errors.ts'
import { isReserved } from './names.ts'
import { checkRange } from './numbers.ts'
import type { ReceivedMap } from './received.ts'
import { isLonger, quoted } from './text.ts'

export const MAX_ENTRIES = 32
const MAX_KEY = 63
const MAX_VALUE = 256
/** White space, control and invisible characters, lone surrogates. */
const UNFIT_FOR_KEY = /[\s\p{Cc}\p{Cf}\p{Cs}]/u
const UNFIT_FOR_VALUE = /[\p{Cc}\p{Cs}]/u

const NO_LABELS: ReadonlyMap<string, string> = new Map()
const NO_NUMBERS: ReadonlyMap<string, number> = new Map()

/** Labels, or a selector of labels. */
export function toLabels(field: string, received: ReceivedMap<string>): ReadonlyMap<string, string> | Refusal {
  const labels = asMap(received, MAX_ENTRIES)
  if (labels.size === 0) return NO_LABELS
  const bad = checkEntries(field, labels.size, 'INVALID_FIELD')
  if (bad !== undefined) return bad
  for (const [key, value] of labels) {
    const refusal = checkKey(field, key, 'INVALID_FIELD') ?? checkValue(field, key, value)
    if (refusal !== undefined) return refusal
  }
  return labels
}

/** Named numbers of a load report, each of a range. */
export function toNumbers(
  field: string,
  received: ReceivedMap<number>,
  min: number,
  max: number,
): ReadonlyMap<string, number> | Refusal {
  const numbers = asMap(received, MAX_ENTRIES)
  if (numbers.size === 0) return NO_NUMBERS
  const bad = checkEntries(field, numbers.size, 'INVALID_LOAD_REPORT')
  if (bad !== undefined) return bad
  for (const [key, value] of numbers) {
    const refusal =
      checkKey(field, key, 'INVALID_LOAD_REPORT') ??
      checkRange(`${field}[${quoted(key)}]`, value, min, max, 'INVALID_LOAD_REPORT')
    if (refusal !== undefined) return refusal
  }
  return numbers
}

/** Cut after the first entry that is too much, when `most` is given. */
export function asMap<V>(received: ReceivedMap<V>, most = Number.POSITIVE_INFINITY): ReadonlyMap<string, V> {
  if (isMap(received)) return received
  const map = new Map<string, V>()
  for (const key of Object.keys(received)) {
    const value = received[key]
    if (value !== undefined) map.set(key, value)
    if (map.size > most) break
  }
  return map
}

function isMap<V>(received: ReceivedMap<V>): received is ReadonlyMap<string, V> {
  return received instanceof Map
}

function checkEntries(field: string, size: number, reason: ErrorReason): Refusal | undefined {
  return size <= MAX_ENTRIES ? undefined : refuseField(field, `must have at most ${MAX_ENTRIES} entries`, reason)
}

function checkKey(field: string, key: string, reason: ErrorReason): Refusal | undefined {
  if (key !== '' && !isLonger(key, MAX_KEY) && !UNFIT_FOR_KEY.test(key) && !isReserved(key)) return undefined
  return refuseField(
    field,
    `the key ${quoted(key)} must be 1 to ${MAX_KEY} characters, without spaces and control characters, and no reserved word of JavaScript objects`,
    reason,
  )
}

function checkValue(field: string, key: string, value: string): Refusal | undefined {
  if (!isLonger(value, MAX_VALUE) && !UNFIT_FOR_VALUE.test(value)) return undefined
  return refuseField(`${field}[${quoted(key)}]`, `must be at most ${MAX_VALUE} characters, without control characters`)
}
