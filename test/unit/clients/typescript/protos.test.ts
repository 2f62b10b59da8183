import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findProtoRoot } from '../../../../clients/typescript/proto-files.ts'
import { loadServices } from '../../../../clients/typescript/protos.ts'

const root = join(__dirname, '../../../..')

test('the protos are found from the sources and from a bundle in dist', () => {
  expect(findProtoRoot()).toBe(join(root, 'proto'))
  expect(findProtoRoot(join(root, 'dist'))).toBe(join(root, 'proto'))
})

test('without them the error says what is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lookaside-'))
  expect(() => findProtoRoot(folder)).toThrow('install the package whole')
  rmSync(folder, { recursive: true })
})

test('all three services are there', () => {
  const services = loadServices()
  expect(services.LookasideService.service.PickBackend.path).toBe('/lookaside.v1.LookasideService/PickBackend')
  expect(services.AgentService.service.StreamHeartbeats.requestStream).toBe(true)
  expect(Object.keys(services.AdminService.service)).toContain('ListPools')
})
