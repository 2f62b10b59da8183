import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { familyName } from '../../../server/telemetry/exposition.ts'
import { METRICS } from '../../../server/telemetry/metrics.ts'
import type { MetricSpec } from '../../../server/telemetry/metrics.ts'

const read = (path: string): string => readFileSync(new URL(`../../../deploy/${path}`, import.meta.url), 'utf8')

interface Rule {
  readonly record?: string
  readonly alert?: string
  readonly expr: string
  readonly labels?: { readonly severity?: string }
  readonly annotations?: { readonly summary?: string; readonly description?: string }
}
interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly description?: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string }[]
}
interface Dashboard {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
}

const rulesIn = (path: string): readonly Rule[] =>
  (parse(read(path)) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules)
const records = rulesIn('prometheus/rules.yaml')
const alerts = rulesIn('prometheus/alerts.yaml')
const dashboard = JSON.parse(read('grafana/lookaside.json')) as Dashboard
const panels = dashboard.panels.filter(({ type }) => type !== 'row')

/** Every sample name that /metrics shows, with its labels. */
const samples = new Map<string, ReadonlySet<string>>()
for (const [name, { kind, unit, labels }] of Object.entries<MetricSpec>(METRICS)) {
  const family = familyName(name, unit)
  const own = new Set(labels.map((label) => label.replaceAll('.', '_')))
  if (kind === 'counter') samples.set(`${family}_total`, own)
  if (kind === 'gauge') samples.set(family, own)
  if (kind === 'histogram') {
    samples.set(`${family}_bucket`, new Set([...own, 'le']))
    for (const part of ['sum', 'count']) samples.set(`${family}_${part}`, own)
  }
}
/** What Prometheus adds to every sample of a target. */
const ADDED = ['instance', 'job']

/** What an expression reads that is not there. */
function mistakesIn(expr: string): string[] {
  const known = new Set(records.map(({ record }) => record))
  const names = [...expr.matchAll(/(?<![\w$:"])(?:[a-z_]+:)?(?:lookaside|rpc_server)_[a-z0-9_:]+/g)].map(
    ([name]) => name,
  )
  if (names.length === 0) return [`reads nothing of ours: ${expr}`]
  const unknown = names.filter((name) => !samples.has(name) && !known.has(name))
  const allowed = new Set([...ADDED, ...names.flatMap((name) => [...(samples.get(name) ?? ['pool', 'backend'])])])
  const grouped = [...expr.matchAll(/\b(?:by|on|group_left|without|ignoring) \(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  )
  const matched = [...expr.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label)
  const labels = [...grouped, ...matched].filter((label) => label !== '' && !allowed.has(label))
  return [...unknown, ...labels.map((label) => `label ${label}: ${expr}`)]
}

describe('what is asked of Prometheus is there', () => {
  test('the check itself finds mistakes', () => {
    expect(mistakesIn('rate(lookaside_pick_total[1m])')).toEqual(['lookaside_pick_total'])
    expect(mistakesIn('sum by (backend) (lookaside_pool_panic)')).toHaveLength(1)
    expect(mistakesIn('lookaside_pool_panic{reason="x"}')).toHaveLength(1)
    expect(mistakesIn('up == 0')).toHaveLength(1)
    expect(mistakesIn('sum by (pool) (lookaside_pool_panic{instance=~".*"})')).toEqual([])
  })

  test.each([...records, ...alerts].map((rule) => [rule.record ?? rule.alert ?? '', rule] as const))(
    '%s',
    (_name, rule) => {
      expect(mistakesIn(rule.expr)).toEqual([])
    },
  )

  test.each(panels.map((panel) => [panel.title, panel] as const))('panel %s', (_title, panel) => {
    expect(panel.targets?.length).toBeGreaterThan(0)
    for (const { expr } of panel.targets ?? []) expect(mistakesIn(expr)).toEqual([])
    expect(panel.description).toMatch(/\.$/)
  })

  test('variables of the dashboard', () => {
    for (const { definition } of dashboard.templating.list) {
      if (definition !== undefined) expect(mistakesIn(definition.replace(/, \w+\)$/, ')'))).toEqual([])
    }
  })
})

test('the dashboard leaves no metric out', () => {
  const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n')
  const missing = Object.entries(METRICS)
    .map(([name, { unit }]) => familyName(name, unit))
    .filter((family) => !new RegExp(`\\b${family}(_total|_bucket)?\\b`).test(shown))
  expect(missing).toEqual([])
})

test('no two panels share an id or a place', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [index, { gridPos: a }] of dashboard.panels.entries()) {
    expect(a.x + a.w).toBeLessThanOrEqual(24)
    for (const { gridPos: b } of dashboard.panels.slice(index + 1)) {
      const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
      expect(apart).toBe(true)
    }
  }
})

test('every alert says how bad it is, what it means and what to look at', () => {
  for (const { alert, labels, annotations } of alerts) {
    expect({ alert, severity: labels?.severity }).toEqual({ alert, severity: expect.stringMatching(/^(page|ticket)$/) })
    expect(annotations?.summary).toBeDefined()
    expect(annotations?.description?.length).toBeGreaterThan(30)
  }
})
