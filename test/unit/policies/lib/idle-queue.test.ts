import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { IdleQueue } from '../../../../policies/lib/idle-queue.ts'

test('a queue without repetition, first in, first out', () => {
  const steps = fc.array(fc.option(fc.integer({ min: -2, max: 9 }), { nil: undefined }), { maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), steps, (size, joins) => {
      const queue = new IdleQueue(size)
      const model: number[] = []
      for (const index of joins) {
        if (index === undefined) {
          expect(queue.take()).toBe(model.shift() ?? -1)
        } else {
          queue.join(index)
          if (index >= 0 && index < size && !model.includes(index)) model.push(index)
        }
        expect(queue.size).toBe(model.length)
        expect(queue.first(3)).toEqual(model.slice(0, 3))
        expect(queue.first(100)).toEqual(model)
      }
    }),
  )
})
