/** How much may be uploaded. */
export interface UploadLimits {
  /** Bytes of one picture. */
  readonly fileBytes: number
  /** Pixels of one picture, told from its header before anything is decoded. */
  readonly filePixels: number
  /** Pictures of one collection, and bytes of all of them. */
  readonly collectionFiles: number
  readonly collectionBytes: number
}

/** What holds where no setting says otherwise: a picture of 8192 pixels on a side, 64 MiB; a collection of 20,000 pictures, 8 GiB. */
export const defaultLimits: UploadLimits = {
  fileBytes: 64 * 1024 * 1024,
  filePixels: 67_108_864,
  collectionFiles: 20_000,
  collectionBytes: 8 * 1024 * 1024 * 1024,
}
