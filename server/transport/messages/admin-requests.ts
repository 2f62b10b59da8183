import type { PutPoolRequest__Output } from '../../../proto/gen/lookaside/v1/PutPoolRequest.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import { checkBackendId, checkPoolName } from './names.ts'
import { checkInteger } from './numbers.ts'
import { toPoolDocument } from './pool-document.ts'
import { isRefusal, within } from './refusals.ts'
import { MAX_WEIGHT } from './registration.ts'
import { checkBytes } from './text.ts'

const MAX_PAGE_SIZE = 1_000
const MAX_PAGE_TOKEN_BYTES = 512

export interface PageRequest {
  readonly kind: 'page_request'
  readonly size: number
  readonly token: string
}

export function toPageRequest(message: { pageSize: number; pageToken: string }): PageRequest | Refusal {
  const { pageSize, pageToken } = message
  return (
    checkInteger('page_size', pageSize, 0, MAX_PAGE_SIZE) ??
    checkBytes('page_token', pageToken, MAX_PAGE_TOKEN_BYTES) ?? {
      kind: 'page_request',
      size: pageSize === 0 ? MAX_PAGE_SIZE : pageSize,
      token: pageToken,
    }
  )
}

export function checkBackendTarget(message: { pool: string; backendId: string }): Refusal | undefined {
  return checkPoolName('pool', message.pool) ?? checkBackendId('backend_id', message.backendId)
}

export function checkWeight(weight: number | undefined): Refusal | undefined {
  return weight === undefined ? undefined : checkInteger('weight', weight, 1, MAX_WEIGHT)
}

export function checkExpectedVersion(version: number | undefined): Refusal | undefined {
  return version === undefined ? undefined : checkInteger('expected_version', version, 0)
}

export interface PoolWrite {
  readonly kind: 'pool_write'
  readonly document: unknown
  readonly expectedVersion: number | undefined
  readonly dryRun: boolean
}

export function toPoolWrite(message: PutPoolRequest__Output): PoolWrite | Refusal {
  if (message.config === null) return refuseField('config', 'is required: give at least its name')
  const document = toPoolDocument(message.config)
  if (isRefusal(document)) return within('config', document)
  const { expectedVersion, dryRun } = message
  return (
    checkExpectedVersion(expectedVersion) ?? { kind: 'pool_write', document: document?.fields, expectedVersion, dryRun }
  )
}
