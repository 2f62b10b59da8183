import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rpc } from './parts/rpc.ts'
import { createProcesses } from './processes/processes.ts'
import { serveEcho } from './roles/echo-server.ts'
const [word, role] = process.argv.slice(2)
if (word === 'role' && role === 'echo') await serveEcho()
else {
  const processes = createProcesses()
  const folder = await mkdtemp(join(tmpdir(), 'lookaside-bench-'))
  try {
    console.log(JSON.stringify(await rpc({ quick: process.argv.includes('--quick'), processes, folder, say: (t) => console.error(t) }), null, 1))
  } finally {
    await processes.stopAll()
    await rm(folder, { recursive: true, force: true })
  }
}
