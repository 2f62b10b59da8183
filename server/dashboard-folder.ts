import { fileURLToPath } from 'node:url'

/** Where the build puts the dashboard: beside the bundle that this file is part of. Among the sources there is none. */
export function dashboardFolder(): string {
  return fileURLToPath(new URL('./dashboard', import.meta.url))
}
