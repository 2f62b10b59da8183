import { describe, expect, test } from '@jest/globals'
import { parseAddress } from '../../../../clients/agent/address.ts'
import { runAgent } from '../../../../clients/agent/run-agent.ts'
import { createScriptedLink } from './scripted-link.ts'

describe('addresses', () => {
  test.each([
    ['checkout:80', { host: 'checkout', port: 80 }],
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['[::1]:443', { host: '::1', port: 443 }],
    ['[fe80::1%eth0]:443', { host: 'fe80::1%eth0', port: 443 }],
  ])('%s', (address, expected) => {
    expect(parseAddress(address, 'x')).toEqual(expected)
  })

  test.each(['', 'checkout', 'checkout:', ':80', 'a:0', 'a:65536', 'a:1x', 'http://a:80', '::1:443', 'a b:80'])(
    'refuses %j',
    (address) => {
      expect(() => parseAddress(address, 'backends[3].address')).toThrow('backends[3].address')
    },
  )
})

describe('configuration of the agent process', () => {
  const backend = { pool: 'p', address: 'a:1' }
  test.each([
    [{ lookaside: [], backends: [backend] }, 'lookaside'],
    [{ lookaside: ['nowhere'], backends: [backend] }, 'lookaside'],
    [{ lookaside: ['a:1'], backends: [] }, 'backends: name at least one'],
    [{ lookaside: ['a:1'], backends: [backend, { ...backend, pool: '' }] }, 'backends[1].pool'],
    [{ lookaside: ['a:1'], backends: [backend, { ...backend, address: 'b' }] }, 'backends[1].address'],
    [{ lookaside: ['a:1'], backends: [backend, backend] }, 'pool "p" has "a:1" twice'],
    [{ lookaside: ['a:1'], backends: [{ ...backend, check: { type: 'http' as const, path: 'x' } }] }, 'check.path'],
    [
      { lookaside: ['a:1'], backends: [{ ...backend, check: { type: 'tcp' as const, address: 'x' } }] },
      'check.address',
    ],
  ])('%j is refused by name', (config, message) => {
    expect(() => runAgent(config, { link: () => createScriptedLink() })).toThrow(message)
  })
})
