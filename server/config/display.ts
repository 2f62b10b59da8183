import { isMapping } from './path.ts'

/** Enough to recognise a value by; more would bury the message. */
const LONGEST_SHOWN = 60

/** Control characters and marks that turn the direction of text: a terminal would obey them. */
const UNSAFE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu

const escapeUnsafe = (text: string): string =>
  text.replaceAll(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** What was there, for a message: short, on one line, safe to print. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'nothing (null)'
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (isMapping(value)) return 'a mapping'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return `a ${typeof value}`
}

export function quote(text: string): string {
  const short = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text
  return escapeUnsafe(JSON.stringify(short).replaceAll('\\\\', '\\'))
}

/** A URL without the passwords in it, for messages and logs. Up to the last "@", in case one is not encoded. */
export function redactUrl(text: string): string {
  const withoutUser = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)(.*)@/is, (_, scheme: string, user: string) => {
    const colon = user.indexOf(':')
    return colon < 0 ? `${scheme}${user}@` : `${scheme}${user.slice(0, colon)}:***@`
  })
  return withoutUser.replaceAll(/(password=)[^&#]*/gi, '$1***')
}
