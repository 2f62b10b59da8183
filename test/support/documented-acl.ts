import { readFile } from 'node:fs/promises'
import { redisCommand } from './redis.ts'

/** Runs the ACL commands of docs/how-to/run-on-redis.md for a user on a server: what is documented is what is tested. */
export async function applyDocumentedAcl(user: 'lookaside' | 'watch', url: string, withCluster = false): Promise<void> {
  const page = await readFile('docs/how-to/run-on-redis.md', 'utf8')
  const lines = page.split('\n').filter((line) => line.startsWith(`ACL SETUSER ${user} `))
  if (lines.length === 0) throw new Error(`the page documents no user ${user}`)
  for (const line of lines) {
    if (!line.includes(' on ') && !withCluster) continue
    const [name = '', ...args] = line.split(' ')
    await redisCommand(url, name, ...args)
  }
  await redisCommand(url, 'ACL', 'LOG', 'RESET')
}
