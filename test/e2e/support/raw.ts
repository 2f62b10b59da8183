import { Client, credentials } from '@grpc/grpc-js'
import { connect } from 'node:net'

/** Sends bytes to a port and answers what comes back until the other side closes, or for at most `forMs`. */
export function sendBytes(port: number, bytes: Buffer, forMs = 1_000): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const timer = setTimeout(() => socket.destroy(), forMs)
    socket.on('connect', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks))
    })
  })
}

/** A unary call with bytes that need not be a message. Answers the name of the status code. */
export function callWithBytes(address: string, path: string, bytes: Buffer): Promise<number> {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 })
  return new Promise((resolve) => {
    const same = (value: Buffer): Buffer => value
    client.makeUnaryRequest(path, same, same, bytes, { deadline: Date.now() + 10_000 }, (error) => {
      client.close()
      resolve(error?.code ?? 0)
    })
  })
}
