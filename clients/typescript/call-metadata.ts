import { Metadata } from '@grpc/grpc-js'

/** Makes the gRPC metadata of a call to the service; `call` as the API names it, `PickBackend`. A stream asks once. */
export type MakeCallMetadata = (call: string) => Metadata

export const makeCallMetadata: MakeCallMetadata = () => new Metadata()
