import { expect, test } from '@jest/globals'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { loadSync, type MethodDefinition } from '@grpc/proto-loader'
import { health, succeed } from './client.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'
import { openBidi, openServerStream } from './stream-client.ts'

type AnyMethod = MethodDefinition<object, object>

function method(service: unknown, name: string): AnyMethod {
  const methods = Object.entries<AnyMethod>({ ...(service as Record<string, AnyMethod>) })
  const found = methods.find(([key]) => key === name)?.[1]
  if (found === undefined) throw new Error(`no method ${name}`)
  return found
}

const require = createRequire(import.meta.url)

function reflection(version: string): AnyMethod {
  const folder = join(dirname(require.resolve('@grpc/reflection')), '../proto/grpc/reflection')
  const loaded = loadSync(join(folder, version, 'reflection.proto'), { defaults: false, oneofs: true })
  return method(loaded[`grpc.reflection.${version}.ServerReflection`], 'ServerReflectionInfo')
}

/** grpc.health.v1 and reflection, on the same port. */
export function describeSideServices(harness: TransportHarness): void {
  const start = createStage(harness)

  test.each(['', 'lookaside.v1.LookasideService', 'lookaside.v1.AgentService', 'lookaside.v1.AdminService'])(
    'health of "%s" is served',
    async (service) => {
      const { client } = await start()
      expect(await succeed(client, method(health, 'Check'), { service })).toMatchObject({ status: 'SERVING' })
    },
  )

  test('health is watched, and says NOT_SERVING as soon as a drain begins', async () => {
    const { client, transport } = await start()
    const { received } = openServerStream(client, method(health, 'Watch'), { service: '' })
    await received.atLeast(1)
    const drained = transport.drain(5_000)
    expect(await received.atLeast(2)).toMatchObject([{ status: 'SERVING' }, { status: 'NOT_SERVING' }])
    await drained
  })

  test.each(['v1', 'v1alpha'])('reflection %s lists every service and describes them', async (version) => {
    const { client } = await start()
    const { stream, received } = openBidi(client, reflection(version))
    stream.write({ listServices: '' })
    stream.write({ fileContainingSymbol: 'lookaside.v1.LookasideService.PickBackend' })
    const [list, file] = await received.atLeast(2)
    const text = JSON.stringify(list)
    for (const name of ['LookasideService', 'AgentService', 'AdminService'])
      expect(text).toContain(`lookaside.v1.${name}`)
    expect(text).toContain('grpc.health.v1.Health')
    expect(text).toContain('grpc.reflection.v1.ServerReflection')
    expect(file).toMatchObject({ fileDescriptorResponse: { fileDescriptorProto: expect.anything() } })
    stream.end()
    expect(await received.ended()).toEqual({ kind: 'ok' })
  })

  test('a reflection stream that never stops asking is ended', async () => {
    const { client } = await start({ foreignStreamMessages: 3 })
    const { stream, received } = openBidi(client, reflection('v1'))
    for (let count = 0; count < 4; count += 1) stream.write({ listServices: '' })
    expect(await received.ended()).toMatchObject({ kind: 'failed', code: 'INVALID_ARGUMENT' })
  })
}
