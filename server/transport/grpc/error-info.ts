import { ERROR_DOMAIN, type Refusal } from '../../errors.ts'
import { Writer } from '../codec/writer.ts'

const TYPE_URL = 'type.googleapis.com/google.rpc.ErrorInfo'

/**
 * A google.rpc.Status with one google.rpc.ErrorInfo, as `grpc-status-details-bin` carries it (AIP-193;
 * googleapis google/rpc/status.proto and error_details.proto).
 */
export function encodeStatusDetails(code: number, refusal: Refusal): Buffer {
  const writer = new Writer()
  writer.uint(1, code)
  writer.string(2, refusal.message)
  const any = writer.begin(3)
  writer.string(1, TYPE_URL)
  const info = writer.begin(2)
  writer.string(1, refusal.reason)
  writer.string(2, ERROR_DOMAIN)
  for (const [key, value] of Object.entries(refusal.metadata)) {
    const entry = writer.begin(3)
    writer.text(1, key)
    writer.text(2, value)
    writer.end(entry)
  }
  writer.end(info)
  writer.end(any)
  return writer.finish()
}
