import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findProtoPath } from '../../../server/transport/grpc/proto-path.ts'

test('the definitions are found from the source, from a bundle, and never silently missed', () => {
  const root = mkdtempSync(join(tmpdir(), 'proto-path-'))
  try {
    mkdirSync(join(root, 'dist'))
    expect(() => findProtoPath(join(root, 'dist/lookaside.js'))).toThrow('proto/lookaside/v1')
    mkdirSync(join(root, 'proto/lookaside/v1'), { recursive: true })
    writeFileSync(join(root, 'proto/lookaside/v1/lookaside_service.proto'), '')
    expect(findProtoPath(join(root, 'dist/lookaside.js'))).toBe(join(root, 'proto'))
    expect(findProtoPath()).toMatch(/proto$/)
  } finally {
    rmSync(root, { recursive: true })
  }
})
