import { describe, expect, test } from '@jest/globals'
import { DiagLogLevel } from '@opentelemetry/api'
import { createDiagLog, levelOf } from '../../../server/telemetry/diag-log.ts'
import { createLog } from '../../../server/telemetry/log.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import { createSpanCounter } from '../../../server/telemetry/span-counter.ts'

describe('log lines', () => {
  test('carry what the context says at that moment', () => {
    const lines: string[] = []
    let context: Record<string, string> = {}
    const log = createLog({
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
      context: () => context,
    })
    log.info('before')
    context = { trace_id: 'a', span_id: 'b', trace_flags: '01' }
    log.warn('during', { pool: 'p' })
    const [before, during] = lines.map((line): unknown => JSON.parse(line))
    expect(before).not.toHaveProperty('trace_id')
    expect(during).toMatchObject({ msg: 'during', pool: 'p', trace_id: 'a', span_id: 'b', trace_flags: '01' })
  })
})

describe("the SDK's own messages", () => {
  test('are told once a minute, with how often they came', () => {
    const told: unknown[] = []
    let now = 0
    const diag = createDiagLog({ ...SILENT_LOG, error: (...given) => void told.push(given) }, () => now)
    for (let time = 0; time < 5; time++) diag.error('export failed', new Error('ECONNREFUSED'), { at: 1 })
    now = 60_000
    diag.error('export failed', new Error('ECONNREFUSED'), { at: 1 })
    expect(told).toEqual([
      ['OpenTelemetry: export failed ECONNREFUSED {"at":1}', {}],
      ['OpenTelemetry: export failed ECONNREFUSED {"at":1}', { silenced: 4 }],
    ])
  })

  test('are the same with other numbers, and errors are told without their stack', () => {
    const told: string[] = []
    const diag = createDiagLog({ ...SILENT_LOG, warn: (text) => void told.push(text) }, () => 0)
    diag.warn('Dropped 12 spans')
    diag.warn('Dropped 900 spans')
    diag.warn(JSON.stringify({ stack: 'Error: no\n at here', message: 'connect failed', code: 'ECONNREFUSED' }))
    diag.warn('{"stack":"cut off')
    expect(told).toEqual([
      'OpenTelemetry: Dropped 12 spans',
      'OpenTelemetry: connect failed ECONNREFUSED',
      'OpenTelemetry: {"stack":"cut off',
    ])
  })

  test('are remembered in bounded number and length', () => {
    let lines = 0
    let longest = 0
    const log = {
      ...SILENT_LOG,
      warn: (text: string) => {
        lines++
        longest = Math.max(longest, text.length)
      },
    }
    const diag = createDiagLog(log, () => 0)
    for (let message = 0; message < 1_000; message++) diag.warn(`${'y'.repeat(message % 100)} ${'x'.repeat(10_000)}`)
    expect(lines).toBe(1_000)
    expect(longest).toBeLessThan(600)
  })

  test.each([
    [undefined, DiagLogLevel.WARN],
    ['nonsense', DiagLogLevel.WARN],
    ['debug', DiagLogLevel.DEBUG],
    ['NONE', DiagLogLevel.NONE],
  ])('of level %p and above', (level, expected) => {
    expect(levelOf(level)).toBe(expected)
  })
})

test('spans are counted by what became of them', () => {
  const { provider, counts } = createSpanCounter()
  const meter = provider.getMeter('x')
  const counter = meter.createCounter('otel.sdk.processor.span.processed')
  counter.add(3, { 'otel.component.type': 'x' })
  counter.add(2, { 'error.type': 'queue_full' })
  counter.add(1, { 'error.type': 'ECONNREFUSED' })
  meter.createCounter('something.else').add(9)
  expect(counts).toEqual({ exported: 3, dropped: 2, failed: 1 })
})
