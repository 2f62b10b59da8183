import { describe, expect, test } from '@jest/globals'
import { ROOT_CONTEXT, isValidSpanId, isValidTraceId } from '@opentelemetry/api'
import { tracing } from '@opentelemetry/sdk-node'
import { createRng } from '../../../policies/lib/rng.ts'
import { createTraceIds } from '../../../server/telemetry/trace-ids.ts'

const DRAWS = 20_000

function seeded(ratio: number) {
  const rng = createRng(7)
  return createTraceIds(ratio, () => rng.next())
}

function takes(ratio: number, traceId: string): boolean {
  const sampler = new tracing.TraceIdRatioBasedSampler(ratio)
  return sampler.shouldSample(ROOT_CONTEXT, traceId).decision === tracing.SamplingDecision.RECORD_AND_SAMPLED
}

describe('a trace that is drawn', () => {
  test.each([0.01, 0.3, 1])("has an id that the SDK's sampler takes at %p", (ratio) => {
    const ids = seeded(ratio)
    let drawn = 0
    for (let draw = 0; draw < DRAWS; draw++) {
      if (!ids.draw()) continue
      drawn++
      expect(takes(ratio, ids.generateTraceId())).toBe(true)
    }
    expect(drawn / DRAWS).toBeCloseTo(ratio, 1)
    expect(drawn).toBeGreaterThan(0)
  })

  test('is never one at 0', () => {
    const ids = seeded(0)
    for (let draw = 0; draw < 1_000; draw++) expect(ids.draw()).toBe(false)
  })

  test('says nothing of the ids after it', () => {
    const ids = seeded(0.01)
    while (!ids.draw());
    expect(takes(0.01, ids.generateTraceId())).toBe(true)
    const later = Array.from({ length: 1_000 }, () => takes(0.01, ids.generateTraceId()))
    expect(later.filter(Boolean).length).toBeLessThan(50)
  })
})

describe('ids', () => {
  test('are valid and differ', () => {
    const ids = seeded(0.5)
    const traces = new Set(Array.from({ length: 1_000 }, () => ids.generateTraceId()))
    const spans = new Set(Array.from({ length: 1_000 }, () => ids.generateSpanId()))
    expect([traces.size, spans.size]).toEqual([1_000, 1_000])
    expect([...traces].every(isValidTraceId)).toBe(true)
    expect([...spans].every(isValidSpanId)).toBe(true)
  })

  test('are valid when chance gives nothing but zeros', () => {
    const ids = createTraceIds(1, () => 0)
    expect(ids.draw()).toBe(true)
    expect(isValidTraceId(ids.generateTraceId())).toBe(true)
    expect(isValidSpanId(ids.generateSpanId())).toBe(true)
  })
})
