import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'

import { loadConfig } from '../../../server/config/load-config.ts'
import { printYaml } from '../../../server/config/print-yaml.ts'

const TEXT = `
store: redis://user:geheim@h:1/0
poolDefaults:
  policy: least_request
  pickLease: 1m
policies: []
pools:
  - name: "on"
  - name: b/c
    policy: {type: ring_hash, config: {minRingSize: 8, "a: b": [1, "2"]}}
    heartbeat: {interval: 2s}
`

function loaded(text: string | undefined, env: Record<string, string> = {}) {
  const flags = [{ flag: '--listen', path: ['listen'], value: '127.0.0.1:7' }]
  const result = loadConfig({ text, path: 'f.yaml', env, flags })
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems))
  return result
}

describe('config print', () => {
  test('says what was set, and where', () => {
    const values = loaded(TEXT, { LOOKASIDE_LOG_LEVEL: 'warn' }).values()
    expect(printYaml(values, { defaults: false, origins: true })).toMatchInlineSnapshot(`
     "listen: 127.0.0.1:7                               # --listen
     store: redis://user:***@h:1/0                     # f.yaml:2:8
     log:
       level: warn                                     # LOOKASIDE_LOG_LEVEL
     policies: []                                      # f.yaml:6:11
     poolDefaults:
       policy:
         type: least_request                           # f.yaml:4:11
       pickLease: 1m                                   # f.yaml:5:14
     pools:
       - name: on                                      # f.yaml:8:11
       - name: b/c                                     # f.yaml:9:11
         policy:
           type: ring_hash                             # f.yaml:10:20
           config:
             minRingSize: 8                            # f.yaml:10:53
             "a: b":
               - 1                                     # f.yaml:10:65
               - "2"                                   # f.yaml:10:68
         heartbeat:
           interval: 2s                                # f.yaml:11:27
     "
    `)
  })

  test('with defaults it says everything, and whose defaults', () => {
    const text = printYaml(loaded(TEXT).values(), { defaults: true, origins: true })
    expect(text).toMatch(/^drainTimeout: 8s +# default$/m)
    // What a pool has from poolDefaults is told with their place.
    expect(text).toMatch(/^ {4}pickLease: 1m +# poolDefaults, f.yaml:5:14$/m)
    expect(text).not.toContain('geheim')
  })

  test.each([true, false])('what is printed loads again and means the same (defaults: %s)', (defaults) => {
    const before = loaded(TEXT.replace('geheim', 'x'))
    const printed = printYaml(before.values(), { defaults, origins: true }).replace('***', 'x')
    const after = loaded(printed)
    expect({ ...after.config, origins: 0 }).toEqual({ ...before.config, origins: 0 })
    expect(parse(printed)).toMatchObject({ pools: [{ name: 'on' }, { name: 'b/c' }] })
  })

  test('nothing set prints nothing but the flag', () => {
    expect(printYaml(loaded(undefined).values(), { defaults: false, origins: false })).toBe('listen: 127.0.0.1:7\n')
  })
})
