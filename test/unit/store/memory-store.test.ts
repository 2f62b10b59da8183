import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { StateFs } from '../../../server/store/memory/state-file.ts'
import type { BackendStore } from '../../../server/store/store.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import { ReplicaMemory } from '../../support/replica-memory.ts'

let dir: string
let statePath: string

beforeEach(async () => {
  dir = await fs.mkdtemp(join(tmpdir(), 'lookaside-state-'))
  statePath = join(dir, 'state.json')
})

afterEach(() => fs.rm(dir, { recursive: true }))

/** A disk that counts its renames, and refuses them while `broken`. */
function disk(): { fs: StateFs; renames: number; broken: boolean } {
  const state = {
    renames: 0,
    broken: false,
    fs: {
      mkdir: fs.mkdir,
      readFile: fs.readFile,
      open: fs.open,
      rm: fs.rm,
      async rename(from: Parameters<StateFs['rename']>[0], to: Parameters<StateFs['rename']>[1]) {
        if (state.broken) throw new Error('ENOSPC: no space left on device')
        state.renames += 1
        await fs.rename(from, to)
      },
    },
  }
  return state
}

async function open(stateFs?: StateFs): Promise<BackendStore> {
  const store = createMemoryStore({ statePath, fs: stateFs, log: SILENT_LOG })
  await store.start(new ReplicaMemory())
  return store
}

describe('the state file', () => {
  test('is on disk when a promise resolves, readable by its owner alone, with nothing beside it', async () => {
    const store = await open()
    await store.putPool({ pool: 'p', document: { a: 1 } }, 0)
    expect(JSON.parse(await fs.readFile(statePath, 'utf8'))).toEqual({
      format: 'lookaside-state',
      version: 1,
      deletedVersion: 0,
      pools: [{ pool: 'p', version: 1, document: { a: 1 } }],
      overrides: [],
    })
    expect((await fs.stat(statePath)).mode & 0o777).toBe(0o600)
    expect(await fs.readdir(dir)).toEqual(['state.json'])
  })

  test('is written once for many operations of one time', async () => {
    const counting = disk()
    const store = await open(counting.fs)
    await Promise.all(
      Array.from({ length: 50 }, (_none, n) => store.putOverride('p', `b-${n}`, { drained: true, weight: undefined })),
    )
    expect(counting.renames).toBeLessThanOrEqual(2)
    await expect(store.putPool({ pool: 'p', document: {} }, 5)).resolves.toMatchObject({ kind: 'version_mismatch' })
    expect(counting.renames).toBeLessThanOrEqual(2)
  })

  test('that cannot be written fails the operation, which then did not happen', async () => {
    const failing = disk()
    const store = await open(failing.fs)
    await store.putPool({ pool: 'p', document: { n: 1 } }, 0)
    failing.broken = true
    await expect(store.putPool({ pool: 'p', document: { n: 2 } }, 1)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: `The state file ${statePath} cannot be written: ENOSPC: no space left on device`,
    })
    expect(store.status()).toMatchObject({ up: false, error: expect.stringContaining(statePath) })
    failing.broken = false
    expect(await store.putPool({ pool: 'p', document: { n: 3 } }, 1)).toEqual({ kind: 'written', version: 2 })
    expect(store.status()).toMatchObject({ up: true, error: '' })
  })

  test.each([
    ['cut short', '{"format":"lookaside-st', 'it is not JSON'],
    ['of a later version', '{"format":"lookaside-state","version":2}', 'version: '],
    ['another file', '{"name":"lookaside"}', 'format: '],
    ['empty', '', 'it is not JSON'],
    [
      'of a negative weight',
      '{"format":"lookaside-state","version":1,"deletedVersion":0,"pools":[],"overrides":[{"pool":"p","backendId":"b","drained":true,"weight":-1}]}',
      'overrides.0.weight: ',
    ],
  ])('that is %s stops the start, and stays as it is', async (_what, content, problem) => {
    await fs.writeFile(statePath, content)
    const begin = open()
    await expect(begin).rejects.toThrow(statePath)
    await expect(begin).rejects.toThrow(problem)
    expect(await fs.readFile(statePath, 'utf8')).toBe(content)
  })

  test('that cannot be read stops the start', async () => {
    await fs.mkdir(statePath)
    await expect(open()).rejects.toThrow(`The state file ${statePath} cannot be read`)
  })

  test('left behind half written by a crash does no harm', async () => {
    await fs.writeFile(`${statePath}.tmp`, '{"half')
    const store = await open()
    await store.putPool({ pool: 'p', document: {} }, 0)
    expect(await fs.readdir(dir)).toEqual(['state.json'])
  })
})

test('without a path nothing is written anywhere', async () => {
  const store = createMemoryStore({ statePath: undefined, log: SILENT_LOG })
  await store.start(new ReplicaMemory())
  expect(await store.putPool({ pool: 'p', document: {} }, undefined)).toEqual({ kind: 'written', version: 1 })
  await store.close()
  expect(await fs.readdir(dir)).toEqual([])
})

test('closing waits for writes that are under way', async () => {
  const store = await open()
  const written = store.putPool({ pool: 'p', document: {} }, 0)
  await store.close()
  expect(JSON.parse(await fs.readFile(statePath, 'utf8'))).toMatchObject({ pools: [{ pool: 'p' }] })
  await expect(written).resolves.toEqual({ kind: 'written', version: 1 })
})

test('a missing directory is made', async () => {
  statePath = join(dir, 'deep', 'down', 'state.json')
  const store = await open()
  await store.putPool({ pool: 'p', document: {} }, 0)
  expect(JSON.parse(await fs.readFile(statePath, 'utf8'))).toMatchObject({ pools: [{ pool: 'p' }] })
})

test('a place that cannot be written stops the start, not the first change of an operator', async () => {
  await fs.writeFile(join(dir, 'file'), '')
  statePath = join(dir, 'file', 'state.json')
  await expect(open()).rejects.toThrow(/state\.json cannot be written: .*Choose another place/)
})
