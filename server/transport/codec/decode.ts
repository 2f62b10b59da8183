import type { Refusal } from '../../errors.ts'
import { refuseMalformed } from '../messages/refusals.ts'
import { MalformedMessage, Reader } from './reader.ts'

/** Decodes a whole message; bytes that are none are refused. */
export function decode<M>(bytes: Buffer, read: (reader: Reader) => M): M | Refusal {
  try {
    return read(new Reader(bytes))
  } catch (error) {
    if (error instanceof MalformedMessage) return refuseMalformed(error.message)
    throw error
  }
}

/** Reads a message inside another one. */
export function nested<M>(reader: Reader, read: (reader: Reader) => M): M {
  const outer = reader.enter()
  const message = read(reader)
  reader.leave(outer)
  return message
}

/**
 * Reads one more item of a batch, or passes over it once there is one more than allowed: whatever is over the limit is
 * refused, so the work on it is saved.
 */
export function nextItem<M>(reader: Reader, tag: number, items: M[], limit: number, read: (reader: Reader) => M): void {
  if (items.length > limit) reader.skip(tag)
  else items.push(nested(reader, read))
}

/** The same for an entry of a map. Keys are held in a Map, where no key has a meaning of its own. */
export function nextEntry<V>(
  reader: Reader,
  tag: number,
  map: Map<string, V>,
  limit: number,
  valueTag: number,
  empty: V,
  read: (reader: Reader) => V,
): void {
  if (map.size > limit) {
    reader.skip(tag)
    return
  }
  const outer = reader.enter()
  let key = ''
  let value = empty
  for (let inner = reader.tag(); inner !== 0; inner = reader.tag()) {
    if (inner === 10) key = reader.string()
    else if (inner === valueTag) value = read(reader)
    else reader.skip(inner)
  }
  reader.leave(outer)
  map.set(key, value)
}
