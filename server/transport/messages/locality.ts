import type { Locality } from '../../../policies/policy.ts'
import type { Locality__Output } from '../../../proto/gen/lookaside/v1/Locality.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import type { Received } from './received.ts'
import { quoted } from './text.ts'

const PART = /^[A-Za-z0-9._-]{1,63}$/

/** Where nobody knows. */
export const UNKNOWN_LOCALITY: Locality = Object.freeze({ region: '', zone: '', subZone: '' })

/** The locality of a message; undefined when nothing of it is set. */
export function toLocality(field: string, message: Received<Locality__Output> | null): Locality | undefined | Refusal {
  if (message === null) return undefined
  const { region, zone, subZone } = message
  if (region === '' && zone === '' && subZone === '') return undefined
  const bad =
    checkPart(`${field}.region`, region) ?? checkPart(`${field}.zone`, zone) ?? checkPart(`${field}.sub_zone`, subZone)
  if (bad !== undefined) return bad
  if (zone !== '' && region === '') return refuseField(`${field}.zone`, 'may be set only when region is set')
  if (subZone !== '' && zone === '') return refuseField(`${field}.sub_zone`, 'may be set only when zone is set')
  return { region, zone, subZone }
}

function checkPart(field: string, value: string): Refusal | undefined {
  if (value === '' || PART.test(value)) return undefined
  return refuseField(field, `must be at most 63 characters of letters, digits, '-', '_' and '.', got ${quoted(value)}`)
}
