import { expect, test } from '@jest/globals'

import { BUILT_IN_POLICIES } from '../../policies/index.ts'
import { loadConfig } from '../../server/config/index.ts'
import { createPolicyCatalog } from '../../server/policy-host/catalog.ts'
import { createPolicyRegistry } from '../../server/policy-host/registry.ts'
import { policyFaults } from '../../server/policy-faults.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'

const catalog = createPolicyCatalog(createPolicyRegistry([...BUILT_IN_POLICIES], [], SILENT_LOG))

function faultsOf(text: string): readonly string[] {
  const loaded = loadConfig({ text, path: 'f.yaml', env: {} })
  if (loaded.kind === 'invalid') throw new Error('the test is wrong')
  return policyFaults(catalog, loaded.config).map((fault) => `${fault.at.join('.')}: ${fault.hint}`)
}

test('every policy that a pool names is checked where it stands, those on trial as well', () => {
  const pool =
    'name: a, policy: random, shadow: {policy: randm}, canary: {policy: {type: least_request, config: {x: 1}}}'
  expect(faultsOf(`pools: [{${pool}}]`)).toEqual([
    'pools.0.shadow.policy.type: did you mean "random"?',
    expect.stringMatching(/^pools\.0\.canary\.policy\.config\.x: $/),
  ])
})

test('what a pool has from the defaults is told once', () => {
  expect(faultsOf('poolDefaults: {policy: nonsense}\npools: [{name: a}, {name: b, policy: nonsens}]')).toEqual([
    'poolDefaults.policy.type: ',
    'pools.1.policy.type: ',
  ])
})
