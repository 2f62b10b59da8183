import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A collector that takes whatever comes and keeps nothing: what is measured is the cost of the sender. */
export async function sinkOtlp(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ port })}\n`)
}
