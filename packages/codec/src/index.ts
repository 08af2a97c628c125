/** Every value that crosses a wire or enters a hash is described once, here, by a codec (SSZ). @module */
export {
  address,
  byteList,
  bytes,
  byteView,
  formatAddress,
  fromHex,
  hash,
  parseAddress,
  text,
  toHex,
} from './bytes.ts'
export {
  type Codec,
  decode,
  encode,
  fromJson,
  type Infer,
  type Json,
  type JsonSchema,
  merkleRoot,
  readFrom,
  toJson,
  writeTo,
} from './codec.ts'
export { copyBytes, viewOf } from './copy.ts'
export { CodecError } from './error.ts'
export { type HashPairs, merkleize, portableHashPairs } from './merkle.ts'
export { bool, u8, u16, u32, u64, u128, u256 } from './numbers.ts'
export { hashListRoot, list, vector } from './sequence.ts'
export { encodeShared } from './shared.ts'
export { type Fields, fieldReader, type Struct, struct } from './struct.ts'
export { optional, type Variant, variant } from './union.ts'
export { Writer } from './writer.ts'
