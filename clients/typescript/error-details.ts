import type { Metadata } from '@grpc/grpc-js'
import { fromJSON } from '@grpc/proto-loader'
import { readProperty } from './property.ts'

/** google.rpc.ErrorInfo, the one detail that every error of the service carries (AIP-193). */
export interface ErrorInfo {
  readonly reason: string
  readonly domain: string
  readonly metadata: ReadonlyMap<string, string>
}

/** google/rpc/status.proto and error_details.proto, as far as they are needed here. */
const RPC_TYPES = {
  nested: {
    Status: { fields: { details: { rule: 'repeated', type: 'Any', id: 3 } } },
    Any: { fields: { typeUrl: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } } },
    ErrorInfo: {
      fields: {
        reason: { type: 'string', id: 1 },
        domain: { type: 'string', id: 2 },
        metadata: { keyType: 'string', type: 'string', id: 3 },
      },
    },
  },
}

const ERROR_INFO_URL = /(^|\/)google\.rpc\.ErrorInfo$/

export type ErrorDetailsReader = (metadata: Metadata | undefined) => ErrorInfo | undefined

/** Reads ErrorInfo from `grpc-status-details-bin`. Undefined: there is none, or it cannot be read. */
export function createErrorDetailsReader(): ErrorDetailsReader {
  const types = fromJSON(RPC_TYPES, { defaults: true })
  const read = (name: string, bytes: Buffer): unknown => {
    const type = types[name]
    return type !== undefined && isMessageType(type) ? type.deserialize(bytes) : undefined
  }
  return (metadata) => {
    const [bytes] = metadata?.get('grpc-status-details-bin') ?? []
    if (!Buffer.isBuffer(bytes)) return undefined
    try {
      const details = readProperty(read('Status', bytes), 'details')
      const detail: unknown = Array.isArray(details) ? details.find(isErrorInfo) : undefined
      const value = readProperty(detail, 'value')
      return Buffer.isBuffer(value) ? toErrorInfo(read('ErrorInfo', value)) : undefined
    } catch {
      // The status itself is known and matters more than details that are broken.
      return undefined
    }
  }
}

function isErrorInfo(detail: unknown): boolean {
  const url = readProperty(detail, 'typeUrl')
  return typeof url === 'string' && ERROR_INFO_URL.test(url)
}

function toErrorInfo(message: unknown): ErrorInfo {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  const metadata = readProperty(message, 'metadata')
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : []
  return {
    reason: text(readProperty(message, 'reason')),
    domain: text(readProperty(message, 'domain')),
    metadata: new Map(entries.map(([key, value]) => [key, text(value)])),
  }
}

function isMessageType(type: object): type is { deserialize(bytes: Buffer): object } {
  return typeof readProperty(type, 'deserialize') === 'function'
}
