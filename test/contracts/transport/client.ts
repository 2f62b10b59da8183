import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, credentials, loadPackageDefinition, Metadata, status as codes, type ServiceError } from '@grpc/grpc-js'
import { loadSync, type MethodDefinition } from '@grpc/proto-loader'
import { protoPath as healthProtoPath } from 'grpc-health-check'
import protobuf from 'protobufjs'
import type { ProtoGrpcType as AdminApi } from '../../../proto/gen/admin_service.ts'
import type { ProtoGrpcType as AgentApi } from '../../../proto/gen/agent_service.ts'

const protoFolder = fileURLToPath(new URL('../../../proto', import.meta.url))
const files = ['lookaside_service', 'agent_service', 'admin_service'].map((name) =>
  join(protoFolder, `lookaside/v1/${name}.proto`),
)
const loaded = loadPackageDefinition(
  loadSync(files, { longs: Number, enums: String, defaults: true, oneofs: true, includeDirs: [protoFolder] }),
) as unknown as AdminApi & AgentApi
const { LookasideService, AgentService, AdminService } = loaded.lookaside.v1

export const lookaside = LookasideService.service
export const agents = AgentService.service
export const admin = AdminService.service
export const health = loadSync(healthProtoPath, { enums: String, defaults: true })['grpc.health.v1.Health']

export interface ErrorInfo {
  readonly type: string
  readonly reason: string
  readonly domain: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface Failure {
  readonly kind: 'failed'
  readonly code: string
  readonly message: string
  readonly infos: readonly ErrorInfo[]
}

export type Outcome<Response> = { readonly kind: 'ok'; readonly response: Response } | Failure

const rpc = protobuf.parse(
  `syntax = "proto3";
   message Any { string type_url = 1; bytes value = 2; }
   message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
   message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }`,
).root

/** What a failed call carries, decoded by a library that is not ours. */
export function failureOf(error: ServiceError): Failure {
  const [bytes] = error.metadata.get('grpc-status-details-bin')
  const decoded: { details?: { typeUrl: string; value: string }[] } = Buffer.isBuffer(bytes)
    ? rpc.lookupType('Status').decode(bytes).toJSON()
    : {}
  return {
    kind: 'failed',
    code: codes[error.code],
    message: error.details,
    infos: (decoded.details ?? []).map((any) => {
      const info = rpc.lookupType('ErrorInfo').decode(Buffer.from(any.value, 'base64'))
      return {
        type: any.typeUrl,
        ...{ reason: '', domain: '', metadata: {} },
        ...info.toJSON(),
      }
    }),
  }
}

type Method<Request, Response> = Pick<
  MethodDefinition<Request, unknown, unknown, Response>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>

/** A channel of its own, so that each test has its own connection. */
export function connect(address: string): Client {
  return new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 })
}

export function unary<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
  deadlineMs = 10_000,
): Promise<Outcome<Response>> {
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      new Metadata(),
      { deadline: Date.now() + deadlineMs },
      (error, response) => {
        if (error !== null) resolve(failureOf(error))
        else if (response === undefined) throw new Error('neither an error nor a response')
        else resolve({ kind: 'ok', response })
      },
    )
  })
}

/** A unary call with any bytes as its request. */
export function unaryBytes(client: Client, path: string, bytes: Buffer): Promise<Outcome<Buffer>> {
  const asIs = (value: Buffer): Buffer => value
  return unary(client, { path, requestSerialize: asIs, responseDeserialize: asIs }, bytes)
}

export async function succeed<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
): Promise<Response> {
  const outcome = await unary(client, method, request)
  if (outcome.kind === 'failed') throw new Error(`${method.path}: ${outcome.code}: ${outcome.message}`)
  return outcome.response
}

export async function fail<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
): Promise<Failure> {
  const outcome = await unary(client, method, request)
  if (outcome.kind === 'ok') throw new Error(`${method.path}: expected a failure`)
  return outcome
}

/** The one ErrorInfo of a failure. */
export function infoOf(failure: Failure): ErrorInfo {
  const [info, ...more] = failure.infos
  if (info === undefined || more.length > 0) {
    throw new Error(`expected one ErrorInfo, got ${failure.infos.length} with ${failure.code}: ${failure.message}`)
  }
  return info
}
