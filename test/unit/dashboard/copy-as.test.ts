import { describe, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { NO_FEED_FILTER } from '../../../clients/dashboard/state/route.ts'
import type { CopyItem } from '../../../clients/dashboard/words/copy-as.ts'
import {
  backendsCopies,
  decisionCopies,
  decisionsCopies,
  explainCopies,
  inFlightCopies,
  latencyCopies,
  poolConfigCopies,
  poolsCopies,
  shell,
  steeringCopies,
} from '../../../clients/dashboard/words/copy-as.ts'
import { METRICS } from '../../../server/telemetry/metrics.ts'

const BASE = 'http://127.0.0.1:8051/'
const question = {
  affinityKey: "it's",
  region: 'eu',
  zone: '',
  subZone: '',
  labelSelector: { v: '2' },
  excludeBackendIds: ['a'],
}
const all: readonly CopyItem[] = [
  ...poolsCopies(BASE),
  ...backendsCopies(BASE, 'a/b'),
  ...inFlightCopies(BASE, 'a/b'),
  ...latencyCopies(BASE, 'a/b'),
  ...poolConfigCopies(BASE, 'a/b'),
  ...decisionsCopies(BASE, { pool: 'p', policy: 'random', result: 'panic', backendId: 'b' }),
  ...decisionsCopies(BASE, { ...NO_FEED_FILTER, result: 'errors' }),
  ...decisionsCopies(BASE, { ...NO_FEED_FILTER, result: 'NO_BACKENDS' }),
  ...decisionCopies(BASE, 'r1.5.ZGVtbw'),
  ...explainCopies(BASE, 'p', question),
  ...steeringCopies(BASE, 'p', 'b', { kind: 'drain', force: true }),
  ...steeringCopies(BASE, 'p', 'b', { kind: 'undrain' }),
  ...steeringCopies(BASE, 'p', 'b', { kind: 'weight', weight: 5 }),
  ...steeringCopies(BASE, 'p', 'b', { kind: 'weight', weight: undefined }),
]
const of = (kind: CopyItem['kind']): readonly string[] =>
  all.filter((item) => item.kind === kind).map(({ text }) => text)

describe('copy as', () => {
  test('PromQL asks for metrics that exist, by labels that they have', () => {
    expect(of('PromQL').length).toBeGreaterThan(3)
    const known = new Map(
      Object.entries(METRICS).map(([name, { kind, labels }]) => [
        `${name.replaceAll('.', '_')}${kind === 'counter' ? '_total' : ''}`,
        labels,
      ]),
    )
    for (const text of of('PromQL')) {
      const [metric = ''] = /lookaside_\w+/.exec(text) ?? []
      const labels = [...text.matchAll(/(\w+)="/g), ...text.matchAll(/by \(([^)]+)\)/g)].flatMap(([, names = '']) =>
        names.split(', '),
      )
      expect({ text, known: known.has(metric) }).toEqual({ text, known: true })
      for (const label of labels) expect(known.get(metric)).toContain(label)
    }
  })

  test('commands are those of the reference, with its options', () => {
    const reference = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8')
    for (const text of of('CLI')) {
      const [, command = ''] = /^lookaside (?:-o json )?(\w+)/.exec(text) ?? []
      expect({ text, documented: reference.includes(`## \`lookaside ${command}`) }).toEqual({ text, documented: true })
      for (const [flag] of text.matchAll(/--[\w-]+/g)) {
        expect({ text, flag, documented: reference.includes(`\`${flag}`) }).toEqual({ text, flag, documented: true })
      }
    }
  })

  test('what would change something is a dry run', () => {
    const changes = all.filter(({ text }) => /:(drain|undrain|weight)|lookaside (drain|undrain|weight)/.test(text))
    expect(changes).toHaveLength(8)
    for (const { text } of changes) expect(text).toMatch(/--dry-run$|"dryRun":true/)
  })

  test.each(["it's", '$(reboot)', '`x`', 'a b', '"', '\\', '*', 'a\nb', '', '#', '~', '!!'])(
    '%p reaches a program as one word',
    (word) => {
      const { stdout } = spawnSync('/bin/sh', ['-c', `printf '<%s>' ${shell(word)} end`], { encoding: 'utf8' })
      expect(stdout).toBe(`<${word}><end>`)
    },
  )
})
