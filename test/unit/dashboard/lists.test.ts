import { describe, expect, test } from '@jest/globals'
import { chartLines, MAX_LINES, toggleLine } from '../../../clients/dashboard/state/chart-lines.ts'
import { matches, parseOrder, sorted, turnOrder, visible } from '../../../clients/dashboard/state/table.ts'

describe('order', () => {
  test('is read, and turned by a click', () => {
    expect(parseOrder('', 'id')).toEqual({ column: 'id', descending: false })
    expect(parseOrder('-latency', 'id')).toEqual({ column: 'latency', descending: true })
    expect(turnOrder({ column: 'id', descending: false }, 'latency', true)).toBe('-latency')
    expect(turnOrder({ column: 'latency', descending: true }, 'latency', true)).toBe('latency')
    expect(turnOrder({ column: 'latency', descending: false }, 'id', false)).toBe('id')
  })

  const rows = [
    { id: 'c', value: 2 },
    { id: 'a', value: undefined },
    { id: 'b', value: 2 },
    { id: 'd', value: 1 },
  ]
  const order = (descending: boolean) =>
    sorted(
      rows,
      { column: 'value', descending },
      ({ value }) => value,
      ({ id }) => id,
    ).map(({ id }) => id)

  test('has equal ones by name, and the unknown last either way', () => {
    expect(order(false)).toEqual(['d', 'b', 'c', 'a'])
    expect(order(true)).toEqual(['b', 'c', 'd', 'a'])
  })
})

test('a filter wants every word, whatever its case', () => {
  expect(matches('', ['x'])).toBe(true)
  expect(matches('  EU api ', ['api-7', 'eu-west-1'])).toBe(true)
  expect(matches('eu gone', ['api-7', 'eu-west-1'])).toBe(false)
  expect(matches('7\neu', ['api-7', 'eu'])).toBe(true)
})

describe('rows in sight', () => {
  test('short lists are whole', () => expect(visible(80, 40, 10_000, 800)).toEqual({ from: 0, to: 80 }))
  test('long ones are what the window shows, and some more', () => {
    expect(visible(1_000, 40, -300, 800)).toEqual({ from: 0, to: 21 })
    expect(visible(1_000, 40, 4_000, 800)).toEqual({ from: 92, to: 128 })
    expect(visible(1_000, 40, 39_900, 800)).toEqual({ from: 989, to: 1_000 })
  })
  test('far beyond the end there are none', () =>
    expect(visible(1_000, 40, 90_000, 800)).toEqual({ from: 1_000, to: 1_000 }))
})

describe('lines of the charts', () => {
  const ids = Array.from({ length: 20 }, (_, index) => `b${String(index).padStart(2, '0')}`)
  const by = (id: string): number => ids.indexOf(id)

  test('are those with the most picks', () => {
    expect(chartLines(ids, [], by, [])).toEqual(ids.slice(12))
    expect(chartLines(['a', 'b'], [], () => 0, [])).toEqual(['a', 'b'])
  })

  test('stay unless another one is clearly ahead, and keep their colours', () => {
    const before = ['x', 'a', 'b', 'c', 'd', 'e', 'f', 'g']
    const all = [...before, 'h', 'i']
    const worth: Record<string, number> = { x: 0.1, a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1.1, i: 0 }
    expect(chartLines(all, [], (id) => worth[id] ?? 0, before)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    expect(chartLines(all, [], (id) => (id === 'h' ? 1.1 : id === 'i' ? 0 : 1), before)).toEqual(before)
  })

  test('are the chosen ones where some are, as far as they exist', () => {
    expect(chartLines(ids, ['gone', 'b03'], by, [])).toEqual(['b03'])
    expect(chartLines(ids, ['gone'], by, [])).toHaveLength(MAX_LINES)
  })

  test('go on and off by a click', () => {
    expect(toggleLine([], ['a', 'b'], 'b')).toEqual(['a'])
    expect(toggleLine(['a'], ['a'], 'c')).toEqual(['a', 'c'])
    expect(toggleLine(ids.slice(0, 8), ids.slice(0, 8), 'new')).toEqual([...ids.slice(1, 8), 'new'])
  })
})
