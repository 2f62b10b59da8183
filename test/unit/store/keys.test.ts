import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { decodePool, encodePool, poolKeys } from '../../../server/store/redis/keys.ts'
import { readBody, readHead, writeMessage } from '../../../server/store/redis/message.ts'

/** What Redis Cluster hashes: what is between the first brace and the next closing one. */
function hashTag(key: string): string | undefined {
  return /\{([^}]+)\}/.exec(key)?.[1]
}

test('every key of a pool has one hash tag, whatever the name, and names stay distinct', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (pool) => {
      const tags = Object.values(poolKeys(pool)).map(hashTag)
      expect(new Set(tags)).toEqual(new Set([encodePool(pool)]))
      expect(decodePool(encodePool(pool))).toBe(pool)
    }),
  )
})

test('a plain name is written plainly', () => {
  expect(poolKeys('payments/checkout').beats).toBe('lookaside:{payments/checkout}:beats')
})

test('a head is read without its body, whatever is in the name', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.nat(), (pool, revision) => {
      const head = readHead(Buffer.from(`one~1|D|run|${revision}|${encodePool(pool)}\n[1]`))
      expect(head).toMatchObject({ origin: 'one~1', kind: 'D', run: 'run', revision, pool })
    }),
  )
})

test('what is not a message is passed over', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const message = Buffer.from(bytes)
      const head = readHead(message)
      if (head !== undefined) readBody(message, head)
    }),
  )
  expect(readHead(Buffer.from('o|?|r|1|p\n'))).toBeUndefined()
  expect(readHead(Buffer.from('o|D|r|NaN|p\n'))).toBeUndefined()
  expect(readHead(Buffer.from('o|D|r|1|p'))).toBeUndefined()
})

test('a message that is written can be read', () => {
  const message = Buffer.from(writeMessage('o~1', 'L', '[["p","b",1]]'))
  const head = readHead(message)
  expect(head).toMatchObject({ origin: 'o~1', kind: 'L', run: '', pool: '' })
  expect(head && readBody(message, head)).toEqual([['p', 'b', 1]])
})
