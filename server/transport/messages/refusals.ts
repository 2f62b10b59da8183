import { refuse, refuseField, type Refusal } from '../../errors.ts'

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refused'
}

/** The refusal of a part of `path`: the field that it names is spelt from the message's root. */
export function within(path: string, refusal: Refusal): Refusal {
  const field = refusal.metadata['field']
  if (field === undefined) return refusal
  const full = `${path}.${field}`
  const rest = refusal.message.startsWith(field) ? refusal.message.slice(field.length) : `: ${refusal.message}`
  return refuse(refusal.reason, full + rest, { ...refusal.metadata, field: full })
}

/** Bytes that are no message of the expected type. */
export function refuseMalformed(problem: string): Refusal {
  return refuseField('message', `is not valid protobuf (${problem}): encode it with the published .proto files`)
}

/** A message over the limit. */
export function refuseTooLarge(bytes: number, limit: number): Refusal {
  return refuse('MESSAGE_TOO_LARGE', `message: ${bytes} bytes, at most ${limit} are allowed: split it`, {
    field: 'message',
    bytes: String(bytes),
    limit: String(limit),
  })
}

/** A batch over the limit. */
export function checkCount(field: string, count: number, limit: number): Refusal | undefined {
  if (count <= limit) return undefined
  return refuse('TOO_MANY_ITEMS', `${field}: more than ${limit} items: split the batch`, {
    field,
    limit: String(limit),
  })
}
