import { isIPv6 } from 'node:net'
import { refuseField, type Refusal } from '../../errors.ts'
import { quoted } from './text.ts'

const MAX_NAME = 128
const MAX_ADDRESS = 256
/** Segments joined by '/', none of them '.' or '..'. */
const POOL = /^(?!\.{1,2}(?:\/|$))[a-z0-9._-]+(?:\/(?!\.{1,2}(?:\/|$))[a-z0-9._-]+)*$/
const BACKEND_ID = /^[A-Za-z0-9._:\-/@[\]]+$/
const ADDRESS = /^(?:\[([^\]]+)\]|[A-Za-z0-9._-]+):(\d{1,5})$/

/** Keys with a meaning of their own in JavaScript objects: no name may be one, so that none ever reaches an object. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export function isReserved(name: string): boolean {
  return RESERVED.has(name)
}

export function checkPoolName(field: string, value: string): Refusal | undefined {
  if (value.length <= MAX_NAME && POOL.test(value) && !RESERVED.has(value)) return undefined
  if (value === '') return refuseField(field, 'is required: name the pool')
  return refuseField(
    field,
    `must be 1 to ${MAX_NAME} characters, segments of [a-z0-9._-] joined by '/', got ${quoted(value)}`,
  )
}

export function checkBackendId(field: string, value: string): Refusal | undefined {
  if (value.length <= MAX_NAME && BACKEND_ID.test(value) && !RESERVED.has(value)) return undefined
  if (value === '') return refuseField(field, 'is required: name the backend')
  return refuseField(
    field,
    `must be 1 to ${MAX_NAME} characters of letters, digits and "._:-/@[]", got ${quoted(value)}`,
  )
}

/** "host:port", IPv6 in brackets. */
export function checkAddress(field: string, value: string): Refusal | undefined {
  if (value === '') return refuseField(field, 'is required: give "host:port"')
  const parts = value.length <= MAX_ADDRESS ? ADDRESS.exec(value) : null
  const port = Number(parts?.[2])
  const isHost = parts?.[1] === undefined || isIPv6(parts[1])
  if (parts !== null && isHost && port >= 1 && port <= 65_535) return undefined
  return refuseField(
    field,
    `must be "host:port" with a port from 1 to 65535, IPv6 as "[::1]:443", at most ${MAX_ADDRESS} characters, got ${quoted(value)}`,
  )
}
