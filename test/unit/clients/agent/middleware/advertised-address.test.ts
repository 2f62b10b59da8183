import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from '@jest/globals'
import { advertisedAddress } from '../../../../../clients/agent/middleware/advertised-address.ts'

const common = { netmask: '', mac: '', cidr: null }
const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  ...common,
  family: 'IPv4',
  address,
  internal,
})
const v6 = (address: string): NetworkInterfaceInfo => ({
  ...common,
  family: 'IPv6',
  address,
  internal: false,
  scopeid: 0,
})
const machine = { lo: [v4('127.0.0.1', true)], eth0: [v6('fe80::1'), v6('2001:db8::1'), v4('10.0.0.5')] }

test.each([
  ['127.0.0.1', '127.0.0.1:80'],
  ['192.168.0.9', '192.168.0.9:80'],
  ['::1', '[::1]:80'],
  ['a.example', 'a.example:80'],
  ['0.0.0.0', '10.0.0.5:80'],
  ['::', '10.0.0.5:80'],
  ['', '10.0.0.5:80'],
])('bound to %j, callers are told %s', (address, expected) => {
  expect(advertisedAddress({ address, port: 80 }, machine)).toBe(expected)
})

test('without IPv4 it is IPv6, never link-local; without any it is loopback', () => {
  const bound = { address: '::', port: 80 }
  expect(advertisedAddress(bound, { eth0: [v6('fe80::1'), v6('2001:db8::1')] })).toBe('[2001:db8::1]:80')
  expect(advertisedAddress(bound, { eth0: [v6('fe80::1')] })).toBe('127.0.0.1:80')
  expect(advertisedAddress(bound, {})).toBe('127.0.0.1:80')
})

test.each(['/run/app.sock', null])('%j has no address, which is said with what to do', (bound) => {
  expect(() => advertisedAddress(bound)).toThrow('backend.address: the server listens on no port; name the "host:port"')
})
