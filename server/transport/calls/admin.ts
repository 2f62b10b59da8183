import type { AdvisePolicyResponse } from '../../../proto/gen/lookaside/v1/AdvisePolicyResponse.ts'
import type { DeletePoolRequest__Output } from '../../../proto/gen/lookaside/v1/DeletePoolRequest.ts'
import type { DrainBackendRequest__Output } from '../../../proto/gen/lookaside/v1/DrainBackendRequest.ts'
import type { ListBackendsRequest__Output } from '../../../proto/gen/lookaside/v1/ListBackendsRequest.ts'
import type { ListBackendsResponse } from '../../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import type { ListPoolsResponse } from '../../../proto/gen/lookaside/v1/ListPoolsResponse.ts'
import type { PutPoolRequest__Output } from '../../../proto/gen/lookaside/v1/PutPoolRequest.ts'
import type { SetBackendWeightRequest__Output } from '../../../proto/gen/lookaside/v1/SetBackendWeightRequest.ts'
import type { UndrainBackendRequest__Output } from '../../../proto/gen/lookaside/v1/UndrainBackendRequest.ts'
import type { BackendStatus } from '../../../proto/gen/lookaside/v1/BackendStatus.ts'
import type { PoolStatus } from '../../../proto/gen/lookaside/v1/PoolStatus.ts'
import type { ListPoliciesResponse } from '../../../proto/gen/lookaside/v1/ListPoliciesResponse.ts'
import type { Refusal } from '../../errors.ts'
import type { AdminUseCases, BackendView } from '../../use-cases.ts'
import {
  checkBackendTarget,
  checkExpectedVersion,
  checkWeight,
  toPageRequest,
  toPoolWrite,
} from '../messages/admin-requests.ts'
import { adviceMessage } from '../messages/advice.ts'
import { checkPoolName } from '../messages/names.ts'
import { inConfig } from '../messages/pool-document.ts'
import { isRefusal } from '../messages/refusals.ts'
import { backendStatusMessage, policyMessage, poolMessage } from '../messages/views.ts'

/** The RPCs of operators, from message to message: they are rare, so the generic codec serves them. */
export type AdminCalls = ReturnType<typeof createAdminCalls>

type Answer<Message> = Message | Refusal
type BackendAnswer = Promise<Answer<{ backend: BackendStatus }>>

export function createAdminCalls(admin: AdminUseCases) {
  return { ...poolCalls(admin), ...backendCalls(admin), ...policyCalls(admin) }
}

function poolCalls(admin: AdminUseCases) {
  return {
    listPools: (message: { pageSize: number; pageToken: string }): Answer<ListPoolsResponse> => {
      const page = toPageRequest(message)
      if (page.kind === 'refused') return page
      const { items, nextPageToken } = admin.listPools(page.size, page.token)
      return { pools: items.map(poolMessage), nextPageToken }
    },
    getPool: ({ name }: { name: string }): Answer<{ pool: PoolStatus }> => {
      const found = checkPoolName('name', name) ?? admin.getPool(name)
      return isRefusal(found) ? found : { pool: poolMessage(found) }
    },
    putPool: async (message: PutPoolRequest__Output): Promise<Answer<{ pool: PoolStatus }>> => {
      const write = toPoolWrite(message)
      if (write.kind === 'refused') return write
      const put = await admin.putPool(write.document, write.expectedVersion, write.dryRun)
      return isRefusal(put) ? inConfig(put) : { pool: poolMessage(put) }
    },
    deletePool: async (message: DeletePoolRequest__Output): Promise<Answer<object>> => {
      const { name, expectedVersion, dryRun, force } = message
      const bad = checkPoolName('name', name) ?? checkExpectedVersion(expectedVersion)
      return bad ?? (await admin.deletePool(name, expectedVersion, { dryRun, force })) ?? {}
    },
  }
}

function backendCalls(admin: AdminUseCases) {
  return {
    listBackends: (message: ListBackendsRequest__Output): Answer<ListBackendsResponse> => {
      const bad = checkPoolName('pool', message.pool)
      if (bad !== undefined) return bad
      const page = toPageRequest(message)
      if (page.kind === 'refused') return page
      const found = admin.listBackends(message.pool, page.size, page.token)
      if (found.kind === 'refused') return found
      return { backends: found.items.map(backendStatusMessage), nextPageToken: found.nextPageToken }
    },
    drainBackend: async (message: DrainBackendRequest__Output): BackendAnswer => {
      const { pool, backendId, force, dryRun } = message
      return checkBackendTarget(message) ?? backendAnswer(await admin.drain(pool, backendId, { force, dryRun }))
    },
    undrainBackend: async (message: UndrainBackendRequest__Output): BackendAnswer => {
      const { pool, backendId, dryRun } = message
      return checkBackendTarget(message) ?? backendAnswer(await admin.undrain(pool, backendId, dryRun))
    },
    setBackendWeight: async (message: SetBackendWeightRequest__Output): BackendAnswer => {
      const { pool, backendId, weight, dryRun } = message
      const bad = checkBackendTarget(message) ?? checkWeight(weight)
      return bad ?? backendAnswer(await admin.setWeight(pool, backendId, weight, dryRun))
    },
  }
}

function policyCalls(admin: AdminUseCases) {
  return {
    listPolicies: (): ListPoliciesResponse => ({ policies: admin.listPolicies().map(policyMessage) }),
    advisePolicy: ({ pool }: { pool: string }): Answer<AdvisePolicyResponse> => {
      const advice = checkPoolName('pool', pool) ?? admin.advisePolicy(pool)
      return isRefusal(advice) ? advice : adviceMessage(advice)
    },
  }
}

function backendAnswer(view: BackendView | Refusal): { backend: BackendStatus } | Refusal {
  return isRefusal(view) ? view : { backend: backendStatusMessage(view) }
}
