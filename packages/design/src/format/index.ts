/** Text for people: hashes, amounts, sizes, times. No React, no DOM. @module */
export { formatBytes, formatCount, formatDem, parseDem, SPARKS_PER_DEM } from './amount.ts'
export { shortenMiddle } from './hex.ts'
export { formatAgo, formatDuration, formatTime } from './time.ts'
