import { describe, expect, test } from '@jest/globals'
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { TextMapPropagator } from '@opentelemetry/api'
import type { CallHeaders } from '../../../server/telemetry/ports.ts'
import { readTraceparent, readWith } from '../../../server/telemetry/trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

function headers(values: Readonly<Record<string, readonly (string | Uint8Array)[]>>): CallHeaders {
  return { get: (name) => values[name] ?? [] }
}
const parent = (...traceparent: (string | Uint8Array)[]): CallHeaders => headers({ traceparent })

describe('a traceparent', () => {
  test('names the span of the caller', () => {
    expect(readTraceparent(parent(`00-${TRACE}-${SPAN}-01`))).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      traceFlags: 1,
      isRemote: true,
    })
  })

  test('is not sampled by other flags than its first', () => {
    expect(readTraceparent(parent(`00-${TRACE}-${SPAN}-00`))?.traceFlags).toBe(0)
    expect(readTraceparent(parent(`00-${TRACE}-${SPAN}-fe`))?.traceFlags).toBe(0)
    expect(readTraceparent(parent(`00-${TRACE}-${SPAN}-03`))?.traceFlags).toBe(1)
  })

  test('of a later version may be longer', () => {
    expect(readTraceparent(parent(`01-${TRACE}-${SPAN}-01`))?.spanId).toBe(SPAN)
    expect(readTraceparent(parent(`cc-${TRACE}-${SPAN}-01-what-comes`))?.spanId).toBe(SPAN)
  })

  test.each([
    ['nothing', parent()],
    ['empty', parent('')],
    ['words', parent('hello')],
    ['two of them', parent(`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`)],
    ['bytes', parent(Buffer.from(`00-${TRACE}-${SPAN}-01`))],
    ['capitals', parent(`00-${TRACE.toUpperCase()}-${SPAN}-01`)],
    ['a trace id of zeros', parent(`00-${'0'.repeat(32)}-${SPAN}-01`)],
    ['a span id of zeros', parent(`00-${TRACE}-${'0'.repeat(16)}-01`)],
    ['version ff', parent(`ff-${TRACE}-${SPAN}-01`)],
    ['version 00 with more', parent(`00-${TRACE}-${SPAN}-01-more`)],
    ['more without a dash', parent(`01-${TRACE}-${SPAN}-01more`)],
    ['a short trace id', parent(`00-${TRACE.slice(1)}-${SPAN}-01`)],
    ['blanks around it', parent(` 00-${TRACE}-${SPAN}-01`)],
    ['a line break at its end', parent(`00-${TRACE}-${SPAN}-01\n`)],
    ['too much', parent(`01-${TRACE}-${SPAN}-01-${'x'.repeat(100_000)}`)],
  ])('%s counts as none', (_what, given) => {
    expect(readTraceparent(given)).toBeUndefined()
  })
})

describe('a tracestate', () => {
  const stateOf = (...tracestate: string[]): string | undefined =>
    readTraceparent(headers({ traceparent: [`00-${TRACE}-${SPAN}-01`], tracestate }))?.traceState?.serialize()

  test('is carried on, in several headers too', () => {
    expect(stateOf('a=1,b=2')).toBe('a=1,b=2')
    expect(stateOf('a=1', 'b=2')).toBe('a=1,b=2')
  })

  test('that is too long or garbage is let go, and the span is still found', () => {
    expect(stateOf(`a=${'x'.repeat(600)}`)).toBeUndefined()
    expect(stateOf('a=1', `b=${'x'.repeat(600)}`)).toBeUndefined()
    expect(stateOf('=,;;,\u0000')).toBe('')
  })
})

test("other formats are the SDK's to read", () => {
  const seen: string[] = []
  const propagator: TextMapPropagator<CallHeaders> = {
    inject() {},
    fields: () => [],
    extract: (context, carrier, getter) => {
      seen.push(String(getter.get(carrier, 'B3')), String(getter.keys(carrier).length))
      return trace.setSpanContext(context, { traceId: TRACE, spanId: SPAN, traceFlags: 1 })
    },
  }
  const read = readWith(propagator)
  expect(read(headers({ b3: ['x', Buffer.from('y')] }))?.spanId).toBe(SPAN)
  expect(seen).toEqual(['x', '0'])
  expect(readWith({ ...propagator, extract: () => ROOT_CONTEXT })(headers({}))).toBeUndefined()
})
