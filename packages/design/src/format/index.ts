/** Text for people: hashes, amounts, sizes, times. No React, no DOM. @module */
export { formatBytes, formatCount, formatDem, groupDigits, parseDem, SPARKS_PER_DEM } from './amount.ts'
export { sentenceCase, shortenMiddle } from './hex.ts'
export { formatAgo, formatCountdown, formatDuration, formatMinute, formatTime, formatUtc } from './time.ts'
