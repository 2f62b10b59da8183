import { refuseField, type ErrorReason, type Refusal } from '../../errors.ts'

/** A finite number of a range, ends included. */
export function checkRange(
  field: string,
  value: number,
  min: number,
  max: number,
  reason: ErrorReason = 'INVALID_FIELD',
): Refusal | undefined {
  if (value >= min && value <= max && Number.isFinite(value)) return undefined
  const range = max === Number.MAX_VALUE ? `${grouped(min)} or more` : `from ${grouped(min)} to ${grouped(max)}`
  return refuseField(field, `must be a finite number ${range}, got ${value}`, reason)
}

/** A whole number of a range, ends included; the range ends at 2^53 - 1, above which numbers lose digits. */
export function checkInteger(
  field: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
  reason: ErrorReason = 'INVALID_FIELD',
): Refusal | undefined {
  if (value >= min && value <= max && Number.isSafeInteger(value)) return undefined
  const end = max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : grouped(max)
  const got = Number.isSafeInteger(value) ? `, got ${value}` : ''
  return refuseField(field, `must be a whole number from ${grouped(min)} to ${end}${got}`, reason)
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}
