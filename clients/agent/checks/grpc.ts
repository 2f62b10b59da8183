import { Client, credentials } from '@grpc/grpc-js'
import { fromJSON } from '@grpc/proto-loader'
import { CHANNEL_OPTIONS } from '../../typescript/channel-options.ts'
import { callUnary } from '../../typescript/call.ts'
import { statusName } from '../../typescript/errors.ts'
import { readProperty } from '../../typescript/property.ts'
import type { Check } from './result.ts'
import { failed } from './result.ts'

/** grpc/health/v1/health.proto, as far as Check needs it. */
const HEALTH_TYPES = {
  nested: {
    Request: { fields: { service: { type: 'string', id: 1 } } },
    Response: { fields: { status: { type: 'int32', id: 1 } } },
  },
}

const SERVING = 1
const STATUS_NAMES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']

interface Codec {
  serialize(value: object): Buffer
  deserialize(bytes: Buffer): object
}

/** grpc.health.v1 over a connection of its own: a check proves that new connections work. */
export function createGrpcCheck(address: string, service: string): Check {
  const types = fromJSON(HEALTH_TYPES, { defaults: true })
  const request = codecOf(types['Request'])
  const response = codecOf(types['Response'])
  return async (signal) => {
    const client = new Client(address, credentials.createInsecure(), CHANNEL_OPTIONS)
    try {
      const result = await callUnary<object>(
        (callback) =>
          client.makeUnaryRequest(
            '/grpc.health.v1.Health/Check',
            (value: object) => request.serialize(value),
            (bytes) => response.deserialize(bytes),
            { service },
            callback,
          ),
        signal,
      )
      if (result.kind === 'failed') return failed(`grpc.health.v1: ${describeFailure(result.error, signal)}`)
      const status = readProperty(result.value, 'status')
      if (status === SERVING) return { kind: 'passed' }
      return failed(`grpc.health.v1: ${STATUS_NAMES[Number(status)] ?? String(status)}`)
    } finally {
      client.close()
    }
  }
}

function describeFailure(error: unknown, signal: AbortSignal): string {
  return signal.aborted ? 'timed out' : statusName(readProperty(error, 'code'))
}

function codecOf(type: unknown): Codec {
  if (!isCodec(type)) throw new TypeError('grpc.health.v1: its messages cannot be made')
  return type
}

function isCodec(type: unknown): type is Codec {
  return (
    typeof readProperty(type, 'serialize') === 'function' && typeof readProperty(type, 'deserialize') === 'function'
  )
}
