import { describe, expect, test } from '@jest/globals'
import { chooseSubset, createChoice } from '../../../../../clients/typescript/integrations/grpc/choice.ts'
import { createRng } from '../../../../../policies/lib/rng.ts'

const item = (name: string, share: number, inFlight = 0): { name: string; share: number; inFlight: number } => ({
  ...{ name, share, inFlight },
})

describe('createChoice', () => {
  test('of nobody chooses nobody, of one that one', () => {
    expect(createChoice([], () => 0)()).toBeUndefined()
    const only = item('a', 1, 99)
    expect(createChoice([only], () => 0.999)()).toBe(only)
  })

  test('with nothing in flight the shares decide', () => {
    const [a, b] = [item('a', 0.25), item('b', 0.75)]
    const drawing =
      (...numbers: number[]): (() => number) =>
      () =>
        numbers.shift() ?? 0
    expect(createChoice([a, b], drawing(0.2, 0.9))()).toBe(a)
    expect(createChoice([a, b], drawing(0.3, 0.1))()).toBe(b)
  })

  test('of two that are drawn, the one with fewer calls for its share', () => {
    const drawing =
      (...numbers: number[]): (() => number) =>
      () =>
        numbers.shift() ?? 0
    const [a, b] = [item('a', 0.25, 1), item('b', 0.75, 2)]
    expect(createChoice([a, b], drawing(0.1, 0.9))()).toBe(b)
    expect(createChoice([a, item('b', 0.75, 4)], drawing(0.9, 0.1))()).toBe(a)
  })

  test('a number at the very end of the range still draws somebody', () => {
    const items = [item('a', 0.1), item('b', 0.2), item('c', 0.7)]
    expect(createChoice(items, () => 1 - Number.EPSILON)()?.name).toBe('c')
    expect(createChoice(items, () => 1)()?.name).toBe('c')
  })

  test('who hangs is chosen only when drawn twice', () => {
    const rng = createRng(7)
    const items = [item('hangs', 0.5, 1_000_000), item('fast', 0.5)]
    const choose = createChoice(items, () => rng.next())
    const hanging = Array.from({ length: 10_000 }, choose).filter((chosen) => chosen?.name === 'hangs').length
    expect(hanging / 10_000).toBeGreaterThan(0.22)
    expect(hanging / 10_000).toBeLessThan(0.28)
  })
})

describe('chooseSubset', () => {
  const items = Array.from({ length: 100 }, (_, index) => item(String(index), 0.01))

  test('leaves what fits as it is', () => {
    expect(chooseSubset(items, 100, () => false, Math.random)).toBe(items)
  })

  test('keeps who is held, and fills up with others', () => {
    const rng = createRng(3)
    const held = new Set(['3', '50', '99'])
    const chosen = chooseSubset(
      items,
      10,
      ({ name }) => held.has(name),
      () => rng.next(),
    ).map(({ name }) => name)
    expect(chosen).toHaveLength(10)
    expect(new Set(chosen).size).toBe(10)
    for (const name of held) expect(chosen).toContain(name)
  })

  test('takes a large share more often than a small one', () => {
    const rng = createRng(5)
    const uneven = [item('large', 0.9), ...items.slice(0, 10)]
    const times = Array.from(
      { length: 500 },
      () =>
        chooseSubset(
          uneven,
          1,
          () => false,
          () => rng.next(),
        )[0]?.name,
    )
    expect(times.filter((name) => name === 'large').length).toBeGreaterThan(400)
  })
})
